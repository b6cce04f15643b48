/** Tar archives: reading those that somebody else made, and making our own. */

import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import tar from 'tar-stream';
import { submissionLimits } from '../core/submission/archive-limits.ts';
import { quoted } from '../core/submission/entry-path.ts';
import {
  type EntryKind,
  refusal,
  type SourceTree,
  SourceTreeBuilder,
} from '../core/submission/source-tree.ts';
import { SubmissionError } from '../core/submission/submission-problem.ts';
import { readContent } from './content.ts';

/** Headers, padding and what is skipped come on top of the files. */
const framingBytes = 4 * 1024 * 1024;

/** @throws SubmissionError */
export async function readTar(bytes: Buffer, gzipped: boolean): Promise<SourceTree> {
  const builder = new SourceTreeBuilder(bytes.length);
  const extract = tar.extract();
  const packed = Readable.from([bytes]);
  const unpacking = gzipped
    ? pipeline(packed, createGunzip(), bounded, extract)
    : pipeline(packed, bounded, extract);
  unpacking.catch(() => {});
  let entries = 0;
  try {
    for await (const entry of extract) {
      const { name, type, mode } = entry.header;
      const kind = kinds[type ?? 'file'];
      if (kind === undefined) throw refusal(`${quoted(name)} is of an unusual kind (${type})`, null);
      entries += 1;
      const take = builder.admit({ name, kind, mode: mode ?? 0 });
      if (take === null) entry.resume();
      else take(await readContent(entry as AsyncIterable<Buffer>, builder));
    }
    await unpacking;
  } catch (error) {
    extract.destroy();
    if (error instanceof SubmissionError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw refusal(
      entries === 0 && gzipped
        ? `there is no tar archive in it: ${why}`
        : `the archive is damaged or cut off: ${why}`,
      'pack your folder again, with tar -czf or as a .zip, and hand it in again',
    );
  }
  return builder.tree();
}

async function* bounded(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let total = 0;
  for await (const chunk of source) {
    total += chunk.length;
    if (total > submissionLimits.totalBytes + framingBytes) {
      throw refusal('it unpacks to far more than is allowed', 'hand in your own source files only');
    }
    yield chunk;
  }
}

const kinds: Readonly<Record<string, EntryKind>> = {
  file: 'file',
  'contiguous-file': 'file',
  directory: 'folder',
  link: 'hard link',
  symlink: 'symbolic link',
  'character-device': 'device',
  'block-device': 'device',
  fifo: 'FIFO',
};

/** No time of the student's clock, nor of ours: archives of the same files are the same. */
const mtime = new Date('2020-01-01T00:00:00Z');

/** Writes the files as a tar archive, for a node to unpack. */
export async function writeTar(tree: SourceTree, path: string): Promise<void> {
  const pack = tar.pack();
  const written = pipeline(pack, createWriteStream(path, { mode: 0o600 }));
  for (const name of tree.folders) pack.entry({ name, type: 'directory', mode: 0o755, mtime });
  for (const { path: name, executable, bytes } of tree.files) {
    pack.entry({ name, mode: executable ? 0o755 : 0o644, mtime }, Buffer.from(bytes));
  }
  pack.finalize();
  await written;
}
