/** Zip archives of which the same files always give the same bytes (APPNOTE.TXT 6.3.10). */

import { promisify } from 'node:util';
import { crc32, deflateRaw } from 'node:zlib';

export interface ZipFile {
  /** With `/` between its parts; one that ends in `/` is a folder. */
  readonly name: string;
  readonly content: Buffer;
  readonly executable: boolean;
}

const deflate = promisify(deflateRaw);
const deflated = 8;
const version = 20;
const madeOnUnix = 3 << 8;
const namesAreUtf8 = 0x800;
/** The format's first day, 1 January 1980. */
const date = (1 << 5) | 1;

/** Of the st_mode that inode(7) describes. */
const [folderMode, fileMode, programMode] = [0o040755, 0o100644, 0o100755];
const most = { files: 0xffff, bytes: 0xffff_ffff };

/** In the order of their names. @throws RangeError for more than the format has room for (65,535 files, 4 GiB) */
export async function zip(files: readonly ZipFile[]): Promise<Buffer> {
  const sorted = [...files].sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const file of sorted) {
    const packed = await deflate(file.content, { level: 6 });
    const name = Buffer.from(file.name);
    const common = commonHeader(file, name, packed.length);
    const member = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, name, packed]);
    directory.push(
      Buffer.concat([Buffer.from('PK\u0001\u0002'), directoryHeader(file, common, offset), name]),
    );
    parts.push(member);
    offset += member.length;
  }
  const names = Buffer.concat(directory);
  if (files.length > most.files || offset + names.length > most.bytes) {
    throw new RangeError(`${files.length} files of ${offset} bytes are too much for a zip archive`);
  }
  return Buffer.concat([...parts, names, endRecord(files.length, names.length, offset)]);
}

/** What the local header and the directory's have in common, from "version needed" to "extra field length". */
function commonHeader({ content }: ZipFile, name: Buffer, packedBytes: number): Buffer {
  const header = Buffer.alloc(26);
  header.writeUInt16LE(version, 0);
  header.writeUInt16LE(namesAreUtf8, 2);
  header.writeUInt16LE(deflated, 4);
  header.writeUInt16LE(date, 8);
  header.writeUInt32LE(crc32(content), 10);
  header.writeUInt32LE(packedBytes, 14);
  header.writeUInt32LE(content.length, 18);
  header.writeUInt16LE(name.length, 22);
  return header;
}

function directoryHeader(file: ZipFile, common: Buffer, offset: number): Buffer {
  const madeBy = Buffer.alloc(2);
  madeBy.writeUInt16LE(madeOnUnix | version, 0);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE((modeOf(file) << 16) >>> 0, 6);
  rest.writeUInt32LE(offset, 10);
  return Buffer.concat([madeBy, common, rest]);
}

function modeOf({ name, executable }: ZipFile): number {
  if (name.endsWith('/')) return folderMode;
  return executable ? programMode : fileMode;
}

function endRecord(files: number, directoryBytes: number, directoryOffset: number): Buffer {
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(files, 8);
  end.writeUInt16LE(files, 10);
  end.writeUInt32LE(directoryBytes, 12);
  end.writeUInt32LE(directoryOffset, 16);
  return end;
}
