/** Which solutions there are to each graded lab, and what each deserves. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Deserved } from '../labs/judgement.ts';
import { gradedLabs, wrongSolutionsOf } from '../labs/wrong-solutions.ts';

interface Solution {
  readonly folder: string;
  readonly kind: string;
  readonly deserved: Deserved;
}

export interface SoakLab {
  readonly name: string;
  readonly folder: string;
  /** By the names of their folders, which tell them apart. */
  readonly solutions: ReadonlyMap<string, Solution>;
}

const labsFolder = fileURLToPath(new URL('../../labs/', import.meta.url));
const fixtures = fileURLToPath(new URL('../submission/fixtures/', import.meta.url));

/** Not among the labs that come with Wirelab, and only soaked when it is named. */
const fixture = 'echo';

export function knownLabs(): string[] {
  return [...gradedLabs.filter((name) => existsSync(join(labsFolder, name, 'lab.yaml'))), fixture];
}

export function labsToSoak(wanted: readonly string[]): SoakLab[] {
  const names = wanted.length > 0 ? wanted : knownLabs().filter((name) => name !== fixture);
  return names.map((name) => {
    const folder = join(name === fixture ? fixtures : labsFolder, name);
    return { name, folder, solutions: new Map([...rightOnes(folder), ...wrongOnes(name, folder)]) };
  });
}

function rightOnes(lab: string): [string, Solution][] {
  const folder = join(lab, 'solutions');
  return readdirSync(folder).map((language) => [
    language,
    { folder: join(folder, language), kind: language, deserved: { is: 'right' } },
  ]);
}

function wrongOnes(name: string, lab: string): [string, Solution][] {
  const kind = 'wrong solutions';
  if (name !== fixture) {
    return wrongSolutionsOf(name).map(({ submission, folder, verdict, fails }) => [
      submission,
      { folder, kind, deserved: { is: 'wrong', verdict, fails } },
    ]);
  }
  const folder = join(lab, 'wrong');
  return readdirSync(folder).map((submission) => [
    submission,
    { folder: join(folder, submission), kind, deserved: { is: 'wrong' } },
  ]);
}
