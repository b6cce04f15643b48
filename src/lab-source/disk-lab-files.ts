import { realpathSync, statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { Result } from '../core/diagnostic/diagnostic.ts';
import type { LabFiles } from '../core/lab-file/lab-files.ts';
import { readRegularFile } from './lab-text.ts';

const largestTextBytes = 4 * 1024 * 1024;

/** Files under a lab's folder; whatever leads out of it, by `..` or by a symbolic link, is refused. */
export function diskLabFiles(folder: string): LabFiles {
  return {
    folder(path) {
      const found = within(folder, path);
      if (!found.ok) return found;
      return statSync(found.value).isDirectory() ? found : failed(`${shown(path)} is no folder`);
    },
    file(path) {
      return regularFile(folder, path);
    },
    text(path) {
      const found = regularFile(folder, path);
      if (!found.ok) return found;
      const read = readRegularFile(found.value, largestTextBytes);
      return read.ok
        ? { ok: true, value: read.value.toString('utf8') }
        : failed(`${shown(path)}: ${read.error.message}`);
    },
  };
}

function regularFile(folder: string, path: string): Result<string, string> {
  const found = within(folder, path);
  if (!found.ok) return found;
  return statSync(found.value).isFile() ? found : failed(`${shown(path)} is no regular file`);
}

function within(folder: string, path: string): Result<string, string> {
  if (isAbsolute(path)) return failed(`${shown(path)} must be relative to the lab's folder`);
  if (!isInside(resolve(folder), resolve(folder, path)))
    return failed(`${shown(path)} leaves the lab's folder`);
  try {
    const base = realpathSync(folder);
    const real = realpathSync(resolve(folder, path));
    return isInside(base, real)
      ? { ok: true, value: real }
      : failed(`${shown(path)} leaves the lab's folder by a symbolic link`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      return failed(`there is no ${shown(path)} in the lab's folder`);
    return failed(`${shown(path)} can't be looked at (${code ?? String(error)})`);
  }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

function shown(path: string): string {
  return JSON.stringify(path.length > 80 ? `${path.slice(0, 80)}…` : path);
}

function failed(message: string): Result<never, string> {
  return { ok: false, error: message };
}
