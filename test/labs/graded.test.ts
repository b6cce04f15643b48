/**
 * Every graded lab gives its reference solutions all points, and takes them from wrong ones for the right reason:
 * `graded/LAB/wrong.yaml` says which expectations of which cases must fail. All other cases must be passed.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { describeWith } from '../support/requires.ts';
import { grade, labsFolder, languages, solutionIn } from './grade-solutions.ts';
import type { Graded } from './grading.ts';
import { wrongVerdict } from './judgement.ts';
import { gradedLabs, wrongSolutionsOf } from './wrong-solutions.ts';

interface GradedLab {
  readonly cases?: readonly { readonly hidden?: boolean }[];
  readonly submission: { readonly reference?: string; readonly languages: Readonly<Record<string, unknown>> };
}

it('are those that take submissions', () => {
  const taking = readdirSync(labsFolder).filter((lab) => existsSync(join(labsFolder, lab, 'solutions')));
  expect(taking.sort()).toEqual(gradedLabs);
});

describe.each(gradedLabs)('%s', (lab) => {
  const text: GradedLab = parse(readFileSync(join(labsFolder, lab, 'lab.yaml'), 'utf8'));
  const wrong = wrongSolutionsOf(lab);

  it('takes four languages, has something hidden and a solution in each language', () => {
    expect(Object.keys(text.submission.languages).sort()).toEqual(languages);
    expect(text.cases?.some(({ hidden }) => hidden)).toBe(true);
    expect(text.submission.reference).toBe('./solutions/python');
    expect(readdirSync(join(labsFolder, lab, 'solutions')).sort()).toEqual(languages);
  });

  it('knows the mistakes that students make, in all languages', () => {
    expect(wrong.length).toBeGreaterThanOrEqual(8);
    for (const language of languages) {
      expect(wrong.filter((one) => one.submission.startsWith(`${language}-`)).length).toBeGreaterThanOrEqual(
        2,
      );
    }
    expect(wrong.filter(({ folder }) => !existsSync(folder))).toEqual([]);
  });
});

describeWith(['namespaces', 'tun', 'cc', 'java', 'python3'], 'graded', () => {
  describe.each(gradedLabs)('%s', (lab) => {
    const wrong = wrongSolutionsOf(lab);
    let graded: ReadonlyMap<string, Graded>;
    beforeAll(async () => {
      const solutions = languages.map((language) => solutionIn(language, lab));
      graded = await grade({ lab, handedIn: [...solutions, ...wrong.map(({ folder }) => folder)], jobs: 6 });
    }, 600_000);

    it.each(languages)('gives the solution in %s all points', (language) => {
      const { grade: found, studentPage } = graded.get(language) ?? {};
      expect(found, studentPage).toMatchObject({ verdict: 'pass', points: found?.of });
    });

    it.each(wrong)(
      'takes points from $submission, which $mistake',
      ({ submission, verdict, fails, says }) => {
        const found = graded.get(submission);
        if (found === undefined) throw new Error('it was not graded');
        const { grade: its, result, studentPage } = found;
        expect(verdict === null ? ['fail', 'partial'] : [verdict], studentPage).toContain(its.verdict);
        expect(wrongVerdict(its, result, { is: 'wrong', verdict, fails }), studentPage).toBeNull();
        if (says !== null) expect(studentPage).toContain(says);
      },
    );
  });
});
