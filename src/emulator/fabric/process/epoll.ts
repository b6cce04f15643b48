/** Waits for descriptors with a timeout in nanoseconds, at a cost that doesn't grow with their number. */

import { Errno, lastErrno, lastErrorName, libc } from './libc.ts';

const EPOLL_CTL_ADD = 1;
const EPOLLIN = 1;
const EPOLL_CLOEXEC = 0o2000000;
const POLLIN = 1;
/** struct epoll_event is packed on x86-64 alone. */
const eventBytes = process.arch === 'x64' ? 12 : 16;
const dataOffset = process.arch === 'x64' ? 4 : 8;

const maxEvents = 256;
const maxWaitNs = 3600e9;

export class Epoll {
  readonly #fd: number;
  readonly #events = new Uint8Array(maxEvents * eventBytes);
  readonly #view = new DataView(this.#events.buffer);
  /** struct timespec: two 64-bit words, of which the upper halves stay 0. */
  readonly #timespec = new Int32Array(4);
  readonly #pollFd = new Int32Array(2);
  #hasPreciseWait = libc.epollPreciseWait !== null;

  constructor() {
    this.#fd = libc.epollCreate(EPOLL_CLOEXEC);
    if (this.#fd < 0) throw new Error(`epoll_create1: ${lastErrorName()}`);
    this.#pollFd[0] = this.#fd;
    this.#pollFd[1] = POLLIN;
  }

  /** @param tag comes back with the descriptor's events */
  add(fd: number, tag: number): void {
    const event = new Uint8Array(eventBytes);
    const view = new DataView(event.buffer);
    view.setUint32(0, EPOLLIN, true);
    view.setInt32(dataOffset, tag, true);
    if (libc.epollControl(this.#fd, EPOLL_CTL_ADD, fd, event) < 0) {
      throw new Error(`epoll_ctl: ${lastErrorName()}`);
    }
  }

  /** How many descriptors are readable, after at most `timeoutNs`. */
  wait(timeoutNs: number): number {
    const waitNs = Math.min(Math.max(timeoutNs, 0), maxWaitNs);
    this.#timespec[0] = Math.floor(waitNs / 1e9);
    this.#timespec[2] = waitNs % 1e9;
    const ready = this.#wait();
    if (ready >= 0) return ready;
    const errno = lastErrno();
    if (errno === Errno.nosys && this.#hasPreciseWait) this.#hasPreciseWait = false;
    else if (errno !== Errno.intr) throw new Error(`epoll: ${lastErrorName()}`);
    return 0;
  }

  tag(index: number): number {
    return this.#view.getInt32(index * eventBytes + dataOffset, true);
  }

  #wait(): number {
    if (this.#hasPreciseWait && libc.epollPreciseWait !== null) {
      return libc.epollPreciseWait(this.#fd, this.#events, maxEvents, this.#timespec, null);
    }
    const polled = libc.ppoll(this.#pollFd, 1, this.#timespec, null);
    return polled <= 0 ? polled : libc.epollWait(this.#fd, this.#events, maxEvents, 0);
  }
}
