/**
 * The graded labs that come with Wirelab, in containers: what is handed in is built and run in the image of its language,
 * the lab's own programs in theirs. One case of each lab is enough for that, with each language in its turn, and a wrong
 * solution of some; test/labs grades all solutions in all cases, on bare namespaces.
 */

import { expect, it } from 'vitest';
import { loadLab } from '../../src/lab-source/lab-source.ts';
import { grade, languages, solutionIn } from '../labs/grade-solutions.ts';
import { wrongVerdict } from '../labs/judgement.ts';
import { gradedLabs, wrongSolutionsOf } from '../labs/wrong-solutions.ts';
import { describeWith } from '../support/requires.ts';

/** Told from right ones by the first case that they fail, in which nothing depends on who is fast. */
const wrongOnes: Readonly<Record<string, string>> = {
  'byte-order': 'node-value-without-a-sign',
  'concurrent-server': 'python-waits-for-the-line',
  framing: 'c-host-byte-order',
  'tcp-echo': 'java-reads-once',
};

const gradings = gradedLabs.map((lab, index) => {
  const { lab: loaded } = loadLab(lab, { overrides: [], seed: null, timeLimitMs: null, emulator: 'auto' });
  const [first] = loaded?.cases ?? [];
  if (first === undefined) throw new Error(`${lab} can't be read`);
  const name = wrongOnes[lab];
  const wrong = wrongSolutionsOf(lab).find(({ submission }) => submission === name) ?? null;
  const [failing] = [...(wrong?.fails?.keys() ?? [])];
  const language = languages[(index + 2) % languages.length] ?? 'c';
  return { lab, language, wrong, case: failing ?? first.name };
});

const { DOCKER_HOST } = process.env;

describeWith(['docker'], 'graded in containers,', () => {
  it('some labs have a wrong solution', () => {
    const judged = gradings.filter(({ wrong }) => wrong !== null).map(({ lab }) => lab);
    expect(judged).toEqual(Object.keys(wrongOnes));
  });

  // Mostly they wait.
  it.concurrent.each(gradings)(
    '$lab is solved in $language',
    async ({ lab, language, wrong, case: only }) => {
      const graded = await grade({
        lab,
        handedIn: [solutionIn(language, lab), ...(wrong === null ? [] : [wrong.folder])],
        jobs: 2,
        options: ['--runtime', 'docker', '--case', only],
        environment: DOCKER_HOST === undefined ? {} : { DOCKER_HOST },
      });
      const right = graded.get(language);
      expect(right?.grade, right?.studentPage).toMatchObject({ verdict: 'pass', language });
      expect(right?.result).toMatchObject({ runtime: 'docker', emulator: 'fabric' });
      if (wrong === null) return;
      const { submission, fails } = wrong;
      const its = graded.get(submission);
      if (its === undefined) throw new Error('it was not graded');
      const deserved = new Map([...(fails ?? [])].filter(([name]) => name === only));
      expect(
        wrongVerdict(its.grade, its.result, { is: 'wrong', fails: deserved }),
        its.studentPage,
      ).toBeNull();
    },
  );
});
