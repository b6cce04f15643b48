/**
 * A pipe for a program's output. Node's own 'pipe' is a socket, which a program can't open by name:
 * `echo oops > /dev/stderr` would fail.
 */

import { closeSync, fchmodSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import koffi from 'koffi';

/** Linux's O_CLOEXEC: what is meant for one child is inherited by no other (open(2)). */
const closeOnExec = 0o2000000;

export interface OutputPipe {
  readonly readable: Readable;
  /** For the child's stdio. */
  readonly writeEnd: number;
  /** Once the child has it: only then does the end of its output come. */
  closeWriteEnd(): void;
}

/** @throws Error with the errno, when descriptors have run out. */
export function openOutputPipe(): OutputPipe {
  const pipe2 = koffi.load(null).func('int pipe2(_Out_ int *fds, int flags)');
  const ends = [0, 0];
  if (pipe2(ends, closeOnExec) !== 0) throw new Error(`pipe2 failed with errno ${koffi.errno()}`);
  const [readEnd = -1, writeEnd = -1] = ends;
  // A pipe is its maker's; the program, another user, may open it again under /proc/self/fd.
  fchmodSync(writeEnd, 0o622);
  return {
    readable: new Socket({ fd: readEnd, readable: true, writable: false }),
    writeEnd,
    closeWriteEnd: () => closeSync(writeEnd),
  };
}
