/** Where an exported lab goes: a folder of its own, or standard output. */

import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { SharedFiles } from '../core/export/shared-files.ts';

/** Mounted from where they are: nothing is copied. */
export const filesInPlace: SharedFiles = { share: (path) => path };

/** Copied beside the compose file, so that the folder can go to another machine. */
export class CopiedFiles implements SharedFiles {
  readonly #labFolder: string;
  readonly #copies = new Map<string, string>();

  constructor(labFolder: string) {
    this.#labFolder = labFolder;
  }

  share(path: string): string {
    const inside = relative(this.#labFolder, path);
    const name = inside === '' ? 'files' : `files/${inside}`;
    this.#copies.set(path, name);
    return `./${name}`;
  }

  async copyTo(folder: string): Promise<void> {
    for (const [path, name] of this.#copies) {
      await cp(path, join(folder, name), { recursive: true, dereference: true });
    }
  }
}

/** @returns what keeps it from being written; null when it is */
export async function writeComposeFolder(
  out: string,
  text: string,
  files: CopiedFiles,
): Promise<string | null> {
  const folder = resolve(out);
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) return `${folder} is not empty, and stays as it is`;
  await files.copyTo(folder);
  await writeFile(join(folder, 'compose.yaml'), text);
  return null;
}
