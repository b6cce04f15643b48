/**
 * What strace(1) writes of a program and all that it starts -> its calls on sockets, each whole. Wants
 * `-f -ttt -T -y`: a socket is known by its inode, so that duplicates of a descriptor are the same socket.
 */

import { shortCall, shortResult } from './short-call.ts';
import { parseCallEnd, parseStraceLine, type StraceLine } from './strace-line.ts';

export interface TracedCall {
  /** `end`: of the process or thread; its sockets are then closed if nobody else has them. */
  readonly kind: 'call' | 'signal' | 'end';
  /** In its node's eyes. */
  readonly pid: number;
  /** `connect`, `SIGPIPE`, `exited with 0`. */
  readonly name: string;
  /** Fit to be shown: `connect(3, 10.0.1.3:8080)`. */
  readonly text: string;
  /** `0`, `-1 ECONNREFUSED`; null where there is none: the process ended within the call. */
  readonly result: string | null;
  /** Whole microseconds of CLOCK_REALTIME, when it began. */
  readonly atUs: number;
  readonly durationUs: number | null;
}

const makers = new Set(['socket', 'socketpair']);
const others = new Set([
  ...['connect', 'bind', 'listen', 'accept', 'accept4', 'shutdown', 'close', 'setsockopt', 'sendfile'],
  ...['send', 'sendto', 'sendmsg', 'sendmmsg', 'recv', 'recvfrom', 'recvmsg', 'recvmmsg'],
  ...['read', 'readv', 'write', 'writev'],
]);
/** Those that move data: a program may make any number of them. */
export const dataCalls: ReadonlySet<string> = new Set(
  [...others].filter((name) => /^(?:send|recv|read|write)/.test(name)),
);

const firstSocket = /^\d+<socket:\[(\d+)\]>/;
const anySocket = /\d+<socket:\[(\d+)\]>/g;
/** Sockets that no link ever sees: to the machine's name service, or within a program. */
const localFamily = /^(?:AF_UNIX|AF_LOCAL|AF_NETLINK)\b/;
const mostLocal = 100_000;
const longestLine = 16_384;
const mostNotes = 4;

type Begun = Extract<StraceLine, { is: 'begun' }>;

export class TraceParser {
  /** What strace said of itself: it couldn't trace, for instance. */
  readonly notes: string[] = [];
  #rest = '';
  readonly #begun = new Map<number, Begun>();
  /** Inodes of local sockets. */
  readonly #local = new Set<string>();
  /** Who has used a socket: nobody cares for the end of the others. */
  readonly #users = new Set<number>();

  /** @param text the next piece of the output, wherever it was cut */
  push(text: string): TracedCall[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = (lines.pop() ?? '').slice(0, longestLine);
    return lines.flatMap((line) => this.#line(line.slice(0, longestLine)));
  }

  /** Calls that never came to their end. */
  end(): TracedCall[] {
    const left = [...this.#begun.values()];
    this.#begun.clear();
    return left.flatMap((begun) => this.#call(begun, begun.args, null, null));
  }

  #line(text: string): TracedCall[] {
    const line = parseStraceLine(text);
    if (line === null) {
      if (text.startsWith('strace: ') && this.notes.length < mostNotes) this.notes.push(text.slice(8));
      return [];
    }
    switch (line.is) {
      case 'begun':
        this.#begun.set(line.pid, line);
        return [];
      case 'resumed': {
        const begun = this.#begun.get(line.pid);
        this.#begun.delete(line.pid);
        const end = parseCallEnd(line.rest);
        if (begun === undefined || begun.name !== line.name || end === null) return [];
        return this.#call(begun, begun.args + end.args, end.result, end.durationUs);
      }
      case 'call':
        return this.#call(line, line.args, line.result, line.durationUs);
      case 'signal':
        if (line.signal === 'SIGCHLD') return [];
        return this.#happening('signal', line, line.signal, `signal ${line.signal}`);
      case 'end': {
        const begun = this.#begun.get(line.pid);
        this.#begun.delete(line.pid);
        const cut = begun === undefined ? [] : this.#call(begun, begun.args, null, null);
        const end = this.#happening('end', line, line.how, `process ${line.how}`);
        this.#users.delete(line.pid);
        return [...cut, ...end];
      }
      default:
        return line satisfies never;
    }
  }

  #call(
    { pid, name, atUs }: Pick<Begun, 'pid' | 'name' | 'atUs'>,
    args: string,
    result: string | null,
    durationUs: number | null,
  ): TracedCall[] {
    if (!this.#isOfNetwork(name, args, result ?? '')) return [];
    this.#users.add(pid);
    const text = shortCall(name, args);
    return [
      {
        kind: 'call',
        pid,
        name,
        text,
        result: result === null ? null : shortResult(result),
        atUs,
        durationUs,
      },
    ];
  }

  #happening(
    kind: 'signal' | 'end',
    { pid, atUs }: Pick<Begun, 'pid' | 'atUs'>,
    name: string,
    text: string,
  ): TracedCall[] {
    if (!this.#users.has(pid)) return [];
    return [{ kind, pid, name, text, result: null, atUs, durationUs: 0 }];
  }

  #isOfNetwork(name: string, args: string, result: string): boolean {
    const made = [...`${result} ${makers.has(name) ? args : ''}`.matchAll(anySocket)].map(
      ([, inode = '']) => inode,
    );
    if (makers.has(name)) {
      const isLocal = localFamily.test(args);
      // Numbers of inodes come again.
      for (const inode of made) {
        if (isLocal && this.#local.size < mostLocal) this.#local.add(inode);
        else this.#local.delete(inode);
      }
      return !isLocal;
    }
    if (!others.has(name)) return false;
    const inode = firstSocket.exec(args)?.[1];
    if (inode === undefined) return false;
    const isLocal = this.#local.has(inode);
    for (const each of made) if (isLocal) this.#local.add(each);
    return !isLocal;
  }
}
