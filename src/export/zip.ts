/** Zip archives of which the same files always give the same bytes. */

import { buffer } from 'node:stream/consumers';
import yazl from 'yazl';

export interface ZipFile {
  /** With `/` between its parts; one that ends in `/` is a folder. */
  readonly name: string;
  readonly content: Buffer;
  readonly executable: boolean;
}

/** The format's first day, in local time as the format has it. */
const time = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true };

/** Of the st_mode that inode(7) describes. */
const [folderMode, fileMode, programMode] = [0o040755, 0o100644, 0o100755];

/** In the order of their names. */
export async function zip(files: readonly ZipFile[]): Promise<Buffer> {
  const archive = new yazl.ZipFile();
  for (const { name, content, executable } of files.toSorted(byName)) {
    if (name.endsWith('/')) archive.addEmptyDirectory(name, { ...time, mode: folderMode });
    else archive.addBuffer(content, name, { ...time, mode: executable ? programMode : fileMode });
  }
  archive.end();
  return await buffer(archive.outputStream);
}

function byName(a: ZipFile, b: ZipFile): number {
  return Buffer.compare(Buffer.from(a.name), Buffer.from(b.name));
}
