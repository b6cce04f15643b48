/** A folder on this machine, as a submission. */

import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { quoted } from '../core/submission/entry-path.ts';
import {
  type EntryKind,
  refusal,
  type SourceTree,
  SourceTreeBuilder,
} from '../core/submission/source-tree.ts';
import { SubmissionError } from '../core/submission/submission-problem.ts';
import { readContent } from './content.ts';

/** @throws SubmissionError */
export async function readFolder(folder: string): Promise<SourceTree> {
  const builder = new SourceTreeBuilder(null);
  await readInto(builder, folder, '');
  return builder.tree();
}

async function readInto(builder: SourceTreeBuilder, folder: string, prefix: string): Promise<void> {
  const names = await readdir(folder).catch((error) => {
    throw unreadable(prefix === '' ? 'the folder' : quoted(prefix), error);
  });
  for (const entry of names.sort()) {
    const name = `${prefix}${entry}`;
    const path = join(folder, entry);
    try {
      const stats = await lstat(path);
      const kind = kindOf(stats);
      const take = builder.admit({ name, kind, mode: stats.mode });
      if (take !== null) take(await readFile(path, builder));
      else if (kind === 'folder' && builder.has(name)) await readInto(builder, path, `${name}/`);
    } catch (error) {
      if (error instanceof SubmissionError) throw error;
      throw unreadable(quoted(name), error);
    }
  }
}

async function readFile(path: string, builder: SourceTreeBuilder): Promise<Buffer> {
  // Nobody may put a link or a FIFO in its place between the two looks at it.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  return readContent(file.createReadStream(), builder);
}

function kindOf(stats: Awaited<ReturnType<typeof lstat>>): EntryKind {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  if (stats.isSymbolicLink()) return 'symbolic link';
  if (stats.isFIFO()) return 'FIFO';
  return stats.isSocket() ? 'socket' : 'device';
}

function unreadable(what: string, error: unknown): SubmissionError {
  const why = (error as NodeJS.ErrnoException).code ?? String(error);
  return refusal(`${what} can't be read (${why})`, null);
}
