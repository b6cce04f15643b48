/** Where a run's events, result and logs go. */

import { mkdir, mkdtemp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { EnvironmentError } from '../core/environment-error.ts';

/** Makes `<out>/<lab>-<date>-<time>-XXXXXX`; a folder of its own, however many runs start at once. */
export async function makeRunFolder(out: string, lab: string, now: Date): Promise<string> {
  const parent = resolve(out);
  const stamp = now.toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
  try {
    await mkdir(parent, { recursive: true });
    return await mkdtemp(join(parent, `${lab}-${stamp}-`));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new EnvironmentError(`can't make a folder for the results in ${parent}: ${why}`, {
      remedy: 'Name another with --out DIR',
      cause,
    });
  }
}
