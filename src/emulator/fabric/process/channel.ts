/**
 * Lines of JSON over standard input and output, by descriptor: the event loop that Node's streams
 * need never runs here.
 */

import type { FabricCommand, FabricMessage } from '../message.ts';
import { Errno, lastErrno, libc } from './libc.ts';

const F_GETFL = 3;
const F_SETFL = 4;
const O_NONBLOCK = 0o4000;
const stdin = 0;
const stdout = 1;

/** With more than this unread, counters are left out: the next round says the same, and newer. */
const maxPendingBytes = 256 * 1024;

export class Channel {
  readonly fd = stdin;
  readonly #input = new Uint8Array(65_536);
  readonly #decoder = new TextDecoder();
  #partial: string[] = [];
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;

  constructor() {
    for (const fd of [stdin, stdout]) libc.fcntl(fd, F_SETFL, libc.fcntl(fd, F_GETFL, 0) | O_NONBLOCK);
  }

  get hasPending(): boolean {
    return this.#pendingBytes > 0;
  }

  /** Commands that have arrived; null once the other side is gone. */
  receive(): FabricCommand[] | null {
    const commands: FabricCommand[] = [];
    for (;;) {
      const size = libc.read(stdin, this.#input, this.#input.length);
      if (size < 0 && lastErrno() === Errno.again) return commands;
      if (size <= 0) return null;
      const lines = this.#decoder.decode(this.#input.subarray(0, size), { stream: true }).split('\n');
      const rest = lines.pop() ?? '';
      for (const line of lines) {
        commands.push(JSON.parse(this.#partial.join('') + line) as FabricCommand);
        this.#partial = [];
      }
      if (rest !== '') this.#partial.push(rest);
    }
  }

  /** Never blocks: what doesn't go out now goes out with a later `flush`. */
  send(message: FabricMessage): void {
    if (message.type === 'readings' && this.#pendingBytes > maxPendingBytes) return;
    const bytes = new TextEncoder().encode(`${JSON.stringify(message)}\n`);
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    this.flush();
  }

  flush(): void {
    for (let first = this.#pending[0]; first !== undefined; first = this.#pending[0]) {
      const written = libc.write(stdout, first, first.length);
      if (written < 0) {
        if (lastErrno() === Errno.again) return;
        // Nobody reads any more; standard input will say so too.
        this.#pending = [];
        this.#pendingBytes = 0;
        return;
      }
      this.#pendingBytes -= written;
      if (written < first.length) {
        this.#pending[0] = first.subarray(written);
        return;
      }
      this.#pending.shift();
    }
  }
}
