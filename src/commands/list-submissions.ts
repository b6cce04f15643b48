/** The submissions that the command line names. */

import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';

export interface NamedSubmission {
  /** Unique, and fit for the name of a folder. */
  readonly name: string;
  readonly path: string;
}

/**
 * @param folder each of its entries is a submission; null: there is none
 * @returns what is wrong with the command line, where something is
 */
export async function listSubmissions(
  paths: readonly string[],
  folder: string | null,
): Promise<readonly NamedSubmission[] | { readonly problem: string }> {
  for (const path of paths) {
    if ((await stat(path).catch(() => null)) === null) {
      return { problem: `--submission ${path}: there is no such file or folder` };
    }
  }
  const all = [...paths];
  if (folder !== null) {
    const entries = await readdir(folder).catch(() => null);
    if (entries === null) return { problem: `--submissions ${folder}: there is no such folder` };
    const shown = entries.filter((entry) => !entry.startsWith('.') && entry !== '__MACOSX');
    if (shown.length === 0) return { problem: `--submissions ${folder}: the folder is empty` };
    all.push(...shown.sort().map((entry) => join(folder, entry)));
  }
  if (all.length === 0) return { problem: 'nothing to grade: --submission DIR, or --submissions DIR' };
  return withNames(all);
}

/** A file system takes 255. */
const longestNameBytes = 200;

function shortened(name: string): string {
  let kept = '';
  for (const character of name) {
    if (Buffer.byteLength(kept + character) > longestNameBytes) break;
    kept += character;
  }
  return kept;
}

function withNames(paths: readonly string[]): NamedSubmission[] {
  const taken = new Set<string>();
  return paths.map((path) => {
    const plain = basename(resolve(path))
      .replace(/\.(zip|tar|tgz|tar\.gz)$/i, '')
      .replace(/[\p{Cc}\p{Cf}\p{Cs}\\]/gu, '-');
    const stem = shortened(plain.replace(/^\.+/, '')) || 'submission';
    let name = stem;
    for (let count = 2; taken.has(name.toLowerCase()); count += 1) name = `${stem}-${count}`;
    taken.add(name.toLowerCase());
    return { name, path };
  });
}
