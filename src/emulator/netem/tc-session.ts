/**
 * A tc that stays, in the wire namespace, and does what it is told line by line: a change takes effect when
 * it is due, not a program's start later. Its standard input is its lifeline.
 */

import { createInterface } from 'node:readline';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { EnvironmentError } from '../../core/environment-error.ts';
import type { NetworkHost, OwnProcess } from '../../runtime/network-host.ts';

interface Waiter {
  resolve(answer: string): void;
  reject(error: Error): void;
}

export class TcSession {
  /** Resolves with the cause if it ends before it is closed. */
  readonly failed: Promise<string>;
  readonly #child: OwnProcess;
  readonly #exited: Promise<void>;
  #waiters: Waiter[] = [];
  #complaints = '';
  #endCause: string | null = null;
  #isClosing = false;

  constructor(network: NetworkHost, wireNamespace: string) {
    const child = network.spawn(['tc', '-s', '-j', '-force', '-batch', '-'], {
      networkNamespace: wireNamespace,
    });
    this.#child = child;
    let fail: (cause: string) => void = () => {};
    this.failed = new Promise((resolve) => {
      fail = resolve;
    });
    this.#exited = new Promise((resolve) => {
      const end = (cause: string) => {
        if (this.#endCause === null) {
          this.#endCause = cause;
          for (const waiter of this.#waiters.splice(0)) waiter.reject(new EnvironmentError(cause));
          if (!this.#isClosing) fail(cause);
        }
        resolve();
      };
      child.once('error', (error) => end(`tc could not be started: ${error.message}`));
      child.once('exit', (status, signal) =>
        end(`tc ended (${signal ?? `exit status ${status}`}) ${this.#complaints}`.trim()),
      );
    });
    child.stdin?.on('error', () => {});
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#complaints = (this.#complaints + text).slice(-4000);
    });
    if (child.stdout) {
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (line !== '') this.#waiters.shift()?.resolve(line);
      });
    }
  }

  tell(lines: readonly string[]): void {
    if (lines.length > 0) this.#child.stdin?.write(`${lines.join('\n')}\n`);
  }

  /** Answers of commands that show something, in their order, once all that was told before is done. */
  async show(...commands: readonly string[]): Promise<string[]> {
    if (this.#endCause !== null) throw new EnvironmentError(this.#endCause);
    const answers = commands.map(
      () => new Promise<string>((resolve, reject) => this.#waiters.push({ resolve, reject })),
    );
    this.tell(commands);
    const all = await Promise.all(answers);
    // What it complained of before is in another pipe.
    await nextTurn();
    return all;
  }

  /** What it said on standard error since the last time, on one line. */
  takeComplaints(): string {
    const complaints = this.#complaints.trim().replace(/\s*\n\s*/g, '; ');
    this.#complaints = '';
    return complaints;
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#child.stdin?.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 2000);
    await this.#exited;
    clearTimeout(timer);
  }
}
