/** Zip archives, as somebody else made them. */

import { crc32 } from 'node:zlib';
import yauzl, { type Entry } from 'yauzl';
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
export async function readZip(bytes: Buffer): Promise<SourceTree> {
  const builder = new SourceTreeBuilder(bytes.length);
  try {
    // Names are decoded here, so that ours is the judgement of them and ours the message.
    const zip = await yauzl.fromBufferPromise(bytes, { decodeStrings: false });
    for await (const entry of zip.eachEntry()) {
      const name = nameOf(entry);
      const { kind, mode } = attributesOf(entry, name);
      const take = builder.admit({ name, kind, mode });
      if (take === null) continue;
      if (entry.isEncrypted()) {
        throw refusal(`${quoted(name)} is locked with a password`, 'pack it again without a password');
      }
      if (!entry.canDecodeFileData()) {
        throw refusal(
          `${quoted(name)} is packed by an unusual method (number ${entry.compressionMethod})`,
          'pack it again with an ordinary zip tool',
        );
      }
      const content = await readContent(await zip.openReadStreamPromise(entry), builder);
      if (crc32(content) !== entry.crc32) throw damaged(`the checksum of ${quoted(name)} is wrong`);
      take(content);
    }
  } catch (error) {
    if (error instanceof SubmissionError) throw error;
    throw damaged(error instanceof Error ? error.message : String(error));
  }
  return builder.tree();
}

function damaged(what: string): SubmissionError {
  return refusal(`the zip archive is damaged: ${what}`, 'pack it again and hand it in again');
}

function nameOf(entry: Entry): string {
  return yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
}

const madeByUnix = new Set([3, 19]);
/** The kinds of st_mode (inode(7)). */
const kinds: Readonly<Record<number, EntryKind>> = {
  1: 'FIFO',
  2: 'device',
  4: 'folder',
  6: 'device',
  8: 'file',
  10: 'symbolic link',
  12: 'socket',
};

/** Unix's st_mode is in the upper half of the external attributes (Info-ZIP; APPNOTE 4.4.15). */
function attributesOf(entry: Entry, name: string): { kind: EntryKind; mode: number } {
  const byName: EntryKind = name.endsWith('/') ? 'folder' : 'file';
  const mode = madeByUnix.has(entry.versionMadeBy >>> 8) ? entry.externalFileAttributes >>> 16 : 0;
  const kind = kinds[mode >>> 12] ?? byName;
  return { kind: byName === 'folder' && kind === 'file' ? 'folder' : kind, mode };
}
