/** A processor that others have, six of them: each in a session of its own, as sched(7) groups them. */

import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export class BusyProcessor implements Disposable {
  /** The first one that this process may use. */
  readonly number =
    /^Cpus_allowed_list:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  readonly #loops: readonly ChildProcess[];

  constructor() {
    const argv = ['--pdeathsig', 'KILL', 'taskset', '-c', this.number, 'sh', '-c', 'while :; do :; done'];
    this.#loops = Array.from({ length: 6 }, () =>
      spawn('setpriv', argv, { stdio: 'ignore', detached: true }),
    );
  }

  [Symbol.dispose](): void {
    for (const loop of this.#loops) loop.kill('SIGKILL');
  }
}
