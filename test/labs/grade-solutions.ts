/** Solutions of a lab that comes with Wirelab, graded by the program itself, as an instructor would. */

import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { Workplace } from '../cli/command-line.ts';
import { type Graded, readGrading } from './grading.ts';

export const labsFolder = fileURLToPath(new URL('../../labs/', import.meta.url));

/** Each graded lab takes them all, and has a solution in each. */
export const languages = ['c', 'java', 'node', 'python'] as const;

interface Grading {
  readonly lab: string;
  /** Folders, each of another name. */
  readonly handedIn: readonly string[];
  readonly jobs: number;
  /** More arguments of `wirelab grade`. */
  readonly options?: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
}

export function solutionIn(language: string, lab: string): string {
  return join(labsFolder, lab, 'solutions', language);
}

/**
 * All of them in one grading, and what the machine was too busy for again by itself: `infra` is no verdict on a program.
 *
 * @returns by the folders' names
 */
export async function grade(grading: Grading): Promise<ReadonlyMap<string, Graded>> {
  const first = await gradeAtOnce(grading);
  const isUngraded = (folder: string) => first.get(basename(folder))?.grade.verdict === 'infra';
  const handedIn = grading.handedIn.filter(isUngraded);
  if (handedIn.length === 0) return first;
  return new Map([...first, ...(await gradeAtOnce({ ...grading, handedIn, jobs: 1 }))]);
}

async function gradeAtOnce({
  lab,
  handedIn,
  jobs,
  options = [],
  environment = {},
}: Grading): Promise<ReadonlyMap<string, Graded>> {
  using place = new Workplace(environment);
  const out = join(place.folder, 'out');
  const ended = await place.run(
    ...['grade', join(labsFolder, lab), '--jobs', String(jobs), '--out', out, ...options],
    ...handedIn.flatMap((folder) => ['--submission', folder]),
  );
  const graded = readGrading(out);
  expect([...(graded?.keys() ?? [])], `${ended.stdout}\n${ended.stderr}`).toHaveLength(handedIn.length);
  return graded ?? new Map();
}
