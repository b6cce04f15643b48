/**
 * Every graded lab gives its reference solutions all points, and takes them from wrong ones for the right reason:
 * `graded/LAB/wrong.yaml` says which expectations of which cases must fail. All other cases must be passed.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Workplace } from '../cli/command-line.ts';
import { describeWith } from '../support/requires.ts';
import { type Graded, readGrading } from './grading.ts';
import { wrongVerdict } from './judgement.ts';
import { gradedLabs, type WrongSolution, wrongSolutionsOf } from './wrong-solutions.ts';

const labsFolder = fileURLToPath(new URL('../../labs/', import.meta.url));
const languages = ['c', 'java', 'node', 'python'];

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

/**
 * All of them in one grading, as an instructor would, and what the machine was too busy for again by itself: `infra` is
 * no verdict on a program.
 */
async function grade(lab: string, wrong: readonly WrongSolution[]): Promise<ReadonlyMap<string, Graded>> {
  const solutions = languages.map((language) => join(labsFolder, lab, 'solutions', language));
  const handedIn = [...solutions, ...wrong.map(({ folder }) => folder)];
  const first = await gradeAtOnce(lab, handedIn, 6);
  const ungraded = handedIn.filter((folder) => first.get(basename(folder))?.grade.verdict === 'infra');
  if (ungraded.length === 0) return first;
  return new Map([...first, ...(await gradeAtOnce(lab, ungraded, 1))]);
}

async function gradeAtOnce(
  lab: string,
  handedIn: readonly string[],
  jobs: number,
): Promise<ReadonlyMap<string, Graded>> {
  using place = new Workplace();
  const out = join(place.folder, 'out');
  const ended = await place.run(
    ...['grade', join(labsFolder, lab), '--jobs', String(jobs), '--out', out],
    ...handedIn.flatMap((folder) => ['--submission', folder]),
  );
  const graded = readGrading(out);
  expect([...(graded?.keys() ?? [])], `${ended.stdout}\n${ended.stderr}`).toHaveLength(handedIn.length);
  return graded ?? new Map();
}

describeWith(['namespaces', 'tun', 'cc', 'java', 'python3'], 'graded', () => {
  describe.each(gradedLabs)('%s', (lab) => {
    const wrong = wrongSolutionsOf(lab);
    let graded: ReadonlyMap<string, Graded>;
    beforeAll(async () => {
      graded = await grade(lab, wrong);
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
