/** A submission as handed in, whatever it is packed in -> its files. Nothing is written to this machine's disk. */

import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { submissionLimits } from '../core/submission/archive-limits.ts';
import { refusal, type SourceTree } from '../core/submission/source-tree.ts';
import { archiveKind, otherKinds } from './archive-kind.ts';
import { readFolder } from './folder.ts';
import { readTar } from './tar-archive.ts';
import { readZip } from './zip-archive.ts';

/** @throws SubmissionError when it can't be read, or is refused; the message is for its author */
export async function openSubmission(path: string): Promise<SourceTree> {
  const stats = await stat(path).catch(() => null);
  if (stats === null) throw refusal('there is no such file or folder', null);
  if (!stats.isDirectory()) return readArchive(await readWhole(path));
  const tree = await readFolder(path);
  // As a learning platform hands them out: a folder for each student, and in it the archive.
  const [only, ...others] = tree.files;
  const isArchive = only !== undefined && others.length === 0 && archiveKind(only.bytes) !== null;
  return isArchive ? readArchive(Buffer.from(only.bytes)) : tree;
}

async function readArchive(bytes: Buffer): Promise<SourceTree> {
  const kind = archiveKind(bytes);
  switch (kind) {
    case 'zip':
      return readZip(bytes);
    case 'tar':
    case 'tar.gz':
      return readTar(bytes, kind === 'tar.gz');
    case null: {
      if (bytes.length === 0) throw refusal('the file is empty', 'hand it in again');
      throw refusal(
        `it is ${otherKinds(bytes)}, and no archive that can be read`,
        'hand in a .zip or a .tar.gz of your folder',
      );
    }
  }
}

async function readWhole(path: string): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY).catch(
    (error: NodeJS.ErrnoException) => {
      throw refusal(`it can't be read (${error.code ?? error.message})`, null);
    },
  );
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw refusal('it is neither a file nor a folder', null);
    if (stats.size > submissionLimits.archiveBytes) {
      throw refusal(
        `the archive has more than ${submissionLimits.archiveBytes / 1024 ** 2} MiB`,
        'hand in your own source files only',
      );
    }
    const bytes = Buffer.alloc(stats.size);
    const { bytesRead } = await file.read(bytes, 0, stats.size, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
