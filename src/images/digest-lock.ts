/** Which digest each tag stood for when it was first pulled: later builds take the same. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { recipesFolder } from './recipe.ts';

const lockSchema = z.record(z.string(), z.string());

export type DigestLock = Readonly<Record<string, string>>;

const lockFile = join(recipesFolder, 'lock.json');

export function readLock(): DigestLock {
  try {
    return lockSchema.parse(JSON.parse(readFileSync(lockFile, 'utf8')));
  } catch {
    return {};
  }
}

/** @returns the file, or null where it can't be written, as in an installation that somebody else owns */
export function writeLock(lock: DigestLock): string | null {
  const sorted = Object.fromEntries(Object.entries(lock).sort(([a], [b]) => (a < b ? -1 : 1)));
  try {
    writeFileSync(lockFile, `${JSON.stringify(sorted, null, 2)}\n`);
    return lockFile;
  } catch {
    return null;
  }
}
