/** Files that are there whole or not at all. */

import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EnvironmentError } from '../core/environment-error.ts';

/**
 * Writes beside the target, to the disk, and then renames: at no moment is there half a file, and an
 * earlier one stays until the new one is complete.
 * @throws EnvironmentError with the system's reason (no such folder, read-only, disk full).
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const beside = join(dirname(path), `.${basename(path).slice(0, 200)}.${randomUUID()}`);
  try {
    const file = await open(beside, 'wx', 0o644);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (cause) {
    await rm(beside, { force: true });
    throw fileError(`${path} can't be written`, cause);
  }
}

const remedies: Readonly<Record<string, string>> = {
  ENOENT: 'Make the folder first, or name another file',
  EACCES: 'Name a file where you may write',
  EROFS: 'Name a file that is not on a read-only file system',
  ENOSPC: 'Make room on the disk',
  EDQUOT: 'Make room: your disk quota is used up',
  EISDIR: 'Name a file, not a folder',
};

export function fileError(what: string, cause: unknown): EnvironmentError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const why = cause instanceof Error ? cause.message : String(cause);
  const remedy = remedies[code];
  return new EnvironmentError(`${what}: ${why}`, { cause, ...(remedy === undefined ? {} : { remedy }) });
}
