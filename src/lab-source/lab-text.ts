import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { DiagnosticCode, Result } from '../core/diagnostic/diagnostic.ts';
import { largestLabBytes } from '../core/lab-file/limits.ts';

interface TextProblem {
  readonly code: DiagnosticCode;
  readonly message: string;
}

/** UTF-8, of a size that a lab may have: looked at before it is read. */
export function readLabText(path: string): Result<string, TextProblem> {
  const bytes = readRegularFile(path, largestLabBytes);
  if (!bytes.ok) return bytes;
  return decode(bytes.value);
}

/** Not of a FIFO or a device: they'd make us wait, or never end. */
export function readRegularFile(path: string, largestBytes: number): Result<Buffer, TextProblem> {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    return failed('file', `it can't be opened (${code})`);
  }
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return failed('file', 'it is no regular file');
    if (stats.size > largestBytes) return tooLarge(stats.size, largestBytes);
    // One byte more than allowed: files under /proc, and those that grow, don't tell their size.
    const buffer = Buffer.alloc(largestBytes + 1);
    let length = 0;
    for (;;) {
      const read = readSync(descriptor, buffer, length, buffer.length - length, null);
      length += read;
      if (read === 0 || length === buffer.length) break;
    }
    if (length > largestBytes) return tooLarge(length, largestBytes);
    return { ok: true, value: buffer.subarray(0, length) };
  } catch (error) {
    return failed('file', `it can't be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
  } finally {
    closeSync(descriptor);
  }
}

function decode(bytes: Buffer): Result<string, TextProblem> {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return failed('unreadable-text', 'it is UTF-16: save it as UTF-8');
  }
  const nul = bytes.indexOf(0);
  if (nul !== -1) {
    return failed('unreadable-text', `it holds a NUL byte at offset ${nul}: that is no text, or UTF-16`);
  }
  try {
    return { ok: true, value: new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes) };
  } catch {
    return failed('unreadable-text', 'it is not valid UTF-8');
  }
}

function tooLarge(bytes: number, largest: number): Result<never, TextProblem> {
  return failed('too-large', `it has ${bytes} bytes or more, and at most ${largest / 1024} KiB are allowed`);
}

function failed(code: DiagnosticCode, message: string): Result<never, TextProblem> {
  return { ok: false, error: { code, message } };
}
