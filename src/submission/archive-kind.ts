/** What a file is, by its first bytes: its name may say anything. */

type ArchiveKind = 'zip' | 'tar' | 'tar.gz';

const startsWith = (bytes: Uint8Array, text: string, at = 0): boolean =>
  Buffer.from(bytes.subarray(at, at + text.length)).toString('latin1') === text;

const tarMagicAt = 257;
const tarBlock = 512;

export function archiveKind(bytes: Uint8Array): ArchiveKind | null {
  if (['PK\u0003\u0004', 'PK\u0005\u0006', 'PK\u0007\u0008'].some((magic) => startsWith(bytes, magic)))
    return 'zip';
  if (startsWith(bytes, '\u001f\u008b')) return 'tar.gz';
  if (startsWith(bytes, 'ustar', tarMagicAt) || isOldTar(bytes)) return 'tar';
  return null;
}

/** Before POSIX there was no magic, only the checksum of the first header (tar(5)). */
function isOldTar(bytes: Uint8Array): boolean {
  if (bytes.length < tarBlock || bytes[0] === 0) return false;
  const told = Number.parseInt(Buffer.from(bytes.subarray(148, 156)).toString('latin1'), 8);
  const sum = bytes
    .subarray(0, tarBlock)
    .reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  return told === sum;
}

const others: readonly (readonly [magic: string, what: string])[] = [
  ['Rar!', 'a RAR archive'],
  ['7z\u00bc\u00af\u0027\u001c', 'a 7-Zip archive'],
  ['\u00fd7zXZ', 'an .xz file'],
  ['BZh', 'a .bz2 file'],
  ['\u0028\u00b5\u002f\u00fd', 'a .zst file'],
  ['%PDF', 'a PDF document'],
  ['\u007fELF', 'a program'],
  ['<!DOCTYPE', 'a web page'],
  ['<html', 'a web page'],
];

/** For messages: what else it is. */
export function otherKinds(bytes: Uint8Array): string {
  const known = others.find(([magic]) => startsWith(bytes, magic));
  if (known !== undefined) return known[1];
  return bytes.subarray(0, 4096).includes(0) ? 'a file of some other kind' : 'a single text file';
}
