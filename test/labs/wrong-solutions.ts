/** Wrong solutions of graded labs, and what must be held against each. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

const folder = fileURLToPath(new URL('./graded/', import.meta.url));

export const gradedLabs: readonly string[] = existsSync(folder) ? readdirSync(folder).sort() : [];

const table = z.array(
  z
    .strictObject({
      submission: z.string(),
      mistake: z.string(),
      verdict: z.enum(['invalid']).optional(),
      /** Cases that lose points, and metrics that must fail there. */
      fails: z.record(z.string(), z.array(z.string()).min(1)).optional(),
      /** Words that its author reads. */
      says: z.string().optional(),
    })
    .refine(({ verdict, fails }) => (verdict === undefined) !== (fails === undefined)),
);

export interface WrongSolution {
  readonly submission: string;
  readonly folder: string;
  readonly mistake: string;
  readonly verdict: 'invalid' | null;
  readonly fails: ReadonlyMap<string, readonly string[]> | null;
  readonly says: string | null;
}

export function wrongSolutionsOf(lab: string): readonly WrongSolution[] {
  const rows = table.parse(parse(readFileSync(join(folder, lab, 'wrong.yaml'), 'utf8')));
  return rows.map(({ submission, mistake, verdict = null, fails, says = null }) => ({
    submission,
    folder: join(folder, lab, submission),
    mistake,
    verdict,
    fails: fails === undefined ? null : new Map(Object.entries(fails)),
    says,
  }));
}
