/** A process in a helper container, started by the engine. */

import { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { OwnProcess } from '../../network-host.ts';
import type { EngineExec } from '../engine/engine.ts';

interface HelperProcessEvents {
  error: [Error];
  exit: [number | null, string | null];
  close: [number | null, string | null];
}

export class HelperProcess extends EventEmitter<HelperProcessEvents> implements OwnProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly #exec: EngineExec;
  readonly #signal: (pid: number, signal: NodeJS.Signals) => Promise<void>;

  constructor(exec: EngineExec, signal: (pid: number, signal: NodeJS.Signals) => Promise<void>) {
    super();
    this.#exec = exec;
    this.#signal = signal;
    this.stdin = exec.stdin;
    this.stdout = exec.stdout;
    this.stderr = exec.stderr;
    // That nobody listens for it is no reason to end us.
    this.on('error', () => {});
    const read = Promise.allSettled([finished(exec.stdout), finished(exec.stderr)]);
    exec.exitCode.then(
      async (code) => {
        const end = [...endOf(code)] as const;
        this.emit('exit', ...end);
        await read;
        this.emit('close', ...end);
      },
      (error: Error) => this.emit('error', error),
    );
  }

  kill(signal: NodeJS.Signals = 'SIGTERM'): boolean {
    this.#exec
      .pid()
      .then((pid) => (pid === null ? undefined : this.#signal(pid, signal)))
      .catch(() => {
        // It is gone already, or all of the engine is: its end tells.
      });
    return true;
  }
}

/** The engine gives a shell's exit status: 128 and the signal's number (POSIX, Shell Command Language, 2.8.2). */
function endOf(code: number): [status: number | null, signal: string | null] {
  const signal = Object.entries(constants.signals).find(([, number]) => 128 + number === code)?.[0];
  return signal === undefined ? [code, null] : [null, signal];
}
