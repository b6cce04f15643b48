/** A graded lab's folder, as it goes to where submissions are graded. */

import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Lab, SubmissionSpec } from '../core/lab/lab.ts';
import type { ZipFile } from './zip.ts';

const most = { files: 5000, bytes: 50 * 1024 * 1024 };

/** Of no use there. */
const leftOut = /^(\.|__pycache__$|__MACOSX$|wirelab-runs$|node_modules$)|-gradescope\.zip$/;

/**
 * Without solutions, but for the reference where submissions are compared with it and for what nodes have
 * `files:` of.
 * @param target where the files shall lie, without a slash at the end
 * @returns what keeps the folder from being packed, where something does
 */
export function labFiles(
  lab: Lab,
  submission: SubmissionSpec,
  { target, withReference }: { readonly target: string; readonly withReference: boolean },
): ZipFile[] | { readonly problem: string } {
  const reference = submission.reference === null ? null : resolve(lab.folder, submission.reference);
  const needed = [
    lab.file,
    ...lab.cases.flatMap(({ nodes }) => nodes.flatMap(({ files }) => files ?? [])),
    ...lab.cases.flatMap(({ programs }) => programs.flatMap(({ stdin }) => stdin ?? [])),
    ...(reference !== null && withReference ? [reference] : []),
  ].map((path) => realpathSync(path));
  const secret = [join(lab.folder, 'solutions'), ...(reference === null ? [] : [reference])].filter(
    (path) => !isInside(path, lab.file),
  );
  const found: ZipFile[] = [];
  let bytes = 0;
  const folders = [lab.folder];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const name of readdirSync(folder).sort()) {
      const path = join(folder, name);
      if (leftOut.test(name)) continue;
      const isLink = lstatSync(path).isSymbolicLink();
      const real = isLink ? realpathOf(path) : path;
      if (real === null || (isLink && !isInside(realpathSync(lab.folder), real))) {
        return { problem: `${path} is a symbolic link that leads out of the lab's folder` };
      }
      const stats = statSync(path);
      if (stats.isDirectory()) {
        folders.push(path);
        continue;
      }
      const isSecret = secret.some((hidden) => isInside(hidden, path));
      if (!stats.isFile() || (isSecret && !needed.some((kept) => isInside(kept, realpathSync(path)))))
        continue;
      bytes += stats.size;
      if (found.length >= most.files || bytes > most.bytes) {
        return {
          problem: `${lab.folder} holds more than ${most.files} files or ${most.bytes / 1024 / 1024} MiB: give the lab a folder of its own`,
        };
      }
      found.push({
        name: inZip(target, lab.folder, path),
        content: readFileSync(path),
        executable: (stats.mode & 0o111) !== 0,
      });
    }
  }
  // A lab whose reference isn't there is invalid, needed or not.
  if (reference !== null && reference !== lab.folder) {
    found.push({
      name: `${inZip(target, lab.folder, reference)}/`,
      content: Buffer.alloc(0),
      executable: false,
    });
  }
  return found;
}

function inZip(target: string, folder: string, path: string): string {
  return `${target}/${relative(folder, path).split(sep).join('/')}`;
}

function realpathOf(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
