/**
 * The graded labs that come with Wirelab, in containers: what is handed in is built and run in the image of its language,
 * the lab's own programs in theirs. test/labs grades all solutions and in all cases, on bare namespaces; here each lab has
 * one right and one wrong solution, in a case that tells them apart, and each language has its turn.
 */

import { expect, it } from 'vitest';
import { grade, languages, solutionIn } from '../labs/grading.ts';
import { wrongVerdict } from '../labs/judgement.ts';
import { gradedLabs, wrongSolutionsOf } from '../labs/wrong-solutions.ts';
import { describeWith } from '../support/requires.ts';

const gradings = gradedLabs.map((lab, index) => {
  // The first lab's client in Node.js: the image's is an older one, which tries the first address of a name only.
  const language = languages[(index + 2) % languages.length] ?? 'c';
  for (const { submission, folder, mistake, fails } of wrongSolutionsOf(lab)) {
    const [failing] = fails ?? [];
    if (!submission.startsWith(`${language}-`) || failing === undefined) continue;
    return { lab, language, submission, folder, mistake, case: failing[0], fails: new Map([failing]) };
  }
  throw new Error(`${lab} has no wrong solution in ${language}`);
});

const { DOCKER_HOST } = process.env;

describeWith(['docker'], 'graded in containers,', () => {
  // Mostly they wait.
  it.concurrent.each(gradings)(
    '$lab gives the solution in $language all points of "$case", and takes some from $submission, which $mistake',
    async ({ lab, language, submission, folder, case: only, fails }) => {
      const graded = await grade({
        lab,
        handedIn: [solutionIn(language, lab), folder],
        jobs: 2,
        options: ['--runtime', 'docker', '--case', only],
        environment: DOCKER_HOST === undefined ? {} : { DOCKER_HOST },
      });
      const right = graded.get(language);
      expect(right?.grade, right?.studentPage).toMatchObject({ verdict: 'pass', language });
      const wrong = graded.get(submission);
      if (wrong === undefined) throw new Error('it was not graded');
      expect(wrong.result).toMatchObject({ runtime: 'docker', emulator: 'fabric' });
      expect(wrongVerdict(wrong.grade, wrong.result, { is: 'wrong', fails }), wrong.studentPage).toBeNull();
    },
  );
});
