/** A terminal of our own making for a command: pty(7), ioctl_tty(2). */

import { closeSync, constants, openSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import koffi from 'koffi';
import { EnvironmentError } from '../../core/environment-error.ts';
import type { TerminalSize } from './own-terminal.ts';

const closeOnExec = 0o2000000;
const unlock = 0x40045431; // TIOCSPTLCK
const openPeer = 0x5441; // TIOCGPTPEER, Linux 4.13
const setWindowSize = 0x5414; // TIOCSWINSZ

export class PseudoTerminal {
  /** For the command's standard streams. */
  readonly commandEnd: number;
  /** What the command prints; its input is written here. */
  readonly stream: ReadStream;
  readonly #ours: number;
  readonly #ioctl = koffi.load(null).func('int ioctl(int fd, unsigned long request, void *argument)');

  /** Throws EnvironmentError where this machine has none to give. */
  constructor(size: TerminalSize) {
    try {
      this.#ours = openSync('/dev/ptmx', constants.O_RDWR | constants.O_NOCTTY);
    } catch (cause) {
      throw new EnvironmentError('no pseudo-terminal can be opened: /dev/ptmx', { cause });
    }
    const ioctlNumber = koffi.load(null).func('int ioctl(int fd, unsigned long request, long argument)');
    const isUnlocked = this.#ioctl(this.#ours, unlock, new Int32Array([0])) === 0;
    const flags = constants.O_RDWR | constants.O_NOCTTY | closeOnExec;
    this.commandEnd = isUnlocked ? ioctlNumber(this.#ours, openPeer, flags) : -1;
    if (this.commandEnd < 0) {
      closeSync(this.#ours);
      throw new EnvironmentError("a pseudo-terminal can't be used: this kernel is older than Linux 4.13");
    }
    this.resize(size);
    this.stream = new ReadStream(this.#ours);
    // EIO: nobody has the other end any more.
    this.stream.on('error', () => this.stream.destroy());
  }

  resize({ columns, rows }: TerminalSize): void {
    this.#ioctl(this.#ours, setWindowSize, new Uint16Array([rows, columns, 0, 0]));
  }

  /** Once the command has it: only then does the end of its output come. */
  closeCommandEnd(): void {
    closeSync(this.commandEnd);
  }
}
