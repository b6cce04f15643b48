/** Where a run's events, result and logs go. */

import { access, mkdir, mkdtemp } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { EnvironmentError } from '../core/environment-error.ts';

/** Makes `<out>/<lab>-<date>-<time>-XXXXXX`; a folder of its own, however many runs start at once. */
export async function makeRunFolder(out: string, lab: string, now: Date): Promise<string> {
  const parent = resolve(out);
  const stamp = now.toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
  try {
    await makeFolders(parent);
    return await mkdtemp(join(parent, `${lab}-${stamp}-`));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new EnvironmentError(`can't make a folder for the results in ${parent}: ${why}`, {
      remedy: 'Name another with --out DIR',
      cause,
    });
  }
}

/** Level by level: Node's own recursive mkdir never returns where the kernel lets nothing be made, as in /proc. */
async function makeFolders(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    const parent = dirname(path);
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || parent === path || (await exists(parent))) throw error;
    await makeFolders(parent);
    await mkdir(path);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
