/**
 * One program of a case, from its start to its end: its output, its exit, what stopped it.
 * A restart makes a new process under the same name; the output goes on in the same capture.
 */

import type { Readable } from 'node:stream';
import { EnvironmentError } from '../core/environment-error.ts';
import type { ProgramSpec } from '../core/lab/lab.ts';
import type { ProcessorShare } from '../runtime/processor-share.ts';
import type { ProgramEnd, RunningNode, RunningProgram } from '../runtime/runtime.ts';
import { within } from './deadline.ts';
import { OutputCapture } from './output-capture.ts';
import { OutputDrain } from './output-drain.ts';

/** `interrupted`: by the user, or because the case can't go on. */
export type StopCause = 'time-limit' | 'case-over' | 'timeline' | 'interrupted';

/** How long a program has between SIGTERM and SIGKILL. */
export const terminationGraceMs = 1000;
/** What SIGKILL hasn't ended by then hangs in the kernel, or we do: nothing to wait for. */
const killPatienceMs = 10_000;

export interface ProgramListener {
  onStart(program: ProgramInstance): void;
  onOutput(program: ProgramInstance, stream: 'stdout' | 'stderr', chunk: Buffer): void;
  onEnd(program: ProgramInstance, end: ProgramEnd): void;
  /** Of a traced program: the trace of a process of its that starts now. */
  onTrace(program: ProgramInstance, trace: Readable): void;
}

export class ProgramInstance {
  readonly name: string;
  readonly spec: ProgramSpec;
  readonly stdout: OutputCapture = new OutputCapture();
  readonly stderr: OutputCapture = new OutputCapture();
  /** The last end; null before it and while a restarted one runs. */
  end: ProgramEnd | null = null;
  stopCause: StopCause | null = null;

  readonly #node: RunningNode;
  readonly #listener: ProgramListener;
  readonly #timeLimitMs: number | null;
  readonly #isTraced: boolean;
  #running: RunningProgram | null = null;
  #settled: Promise<void> = Promise.resolve();

  constructor(
    name: string,
    spec: ProgramSpec,
    node: RunningNode,
    listener: ProgramListener,
    timeLimitMs: number | null,
    isTraced: boolean,
  ) {
    this.name = name;
    this.spec = spec;
    this.#node = node;
    this.#listener = listener;
    this.#timeLimitMs = timeLimitMs;
    this.#isTraced = isTraced;
  }

  get isRunning(): boolean {
    return this.#running !== null;
  }

  /** It has run, and runs no more. */
  get hasEnded(): boolean {
    return this.end !== null && this.#running === null;
  }

  start(): void {
    if (this.#running !== null) return;
    this.end = null;
    this.stopCause = null;
    const running = this.#node.start({
      argv: this.spec.argv,
      env: this.spec.env,
      stdin: this.spec.stdin,
      isTraced: this.#isTraced,
      ...(this.spec.folder === undefined ? {} : { folder: this.spec.folder }),
    });
    this.#running = running;
    running.stdout.on('data', (chunk: Buffer) => this.#take('stdout', this.stdout, chunk));
    running.stderr.on('data', (chunk: Buffer) => this.#take('stderr', this.stderr, chunk));
    this.#listener.onStart(this);
    if (running.trace !== null) this.#listener.onTrace(this, running.trace);
    const limit =
      this.#timeLimitMs === null
        ? undefined
        : setTimeout(() => void this.stop('time-limit'), this.#timeLimitMs);
    const output = new OutputDrain([
      running.stdout,
      running.stderr,
      ...(running.trace === null ? [] : [running.trace]),
    ]);
    this.#settled = running.ended.then(async (end) => {
      clearTimeout(limit);
      await output.drained();
      if (end.limitHit === 'time') this.stopCause ??= 'time-limit';
      this.end = end;
      this.#running = null;
      this.#listener.onEnd(this, end);
    });
  }

  /** Resolves when the process that runs now, if any, has ended and its output is read. */
  ended(): Promise<void> {
    return this.#settled;
  }

  /** Null when it doesn't run, or nothing tells. */
  async processorShare(): Promise<ProcessorShare | null> {
    return (await this.#running?.processorShare()) ?? null;
  }

  signal(signal: NodeJS.Signals): void {
    this.#running?.signal(signal);
  }

  /** SIGTERM, and SIGKILL for what doesn't heed it. SIGCONT first: a stopped process takes no SIGTERM. */
  async stop(cause: StopCause, graceMs: number = terminationGraceMs): Promise<void> {
    if (this.#running === null) return;
    this.stopCause ??= cause;
    this.#running.signal('SIGTERM');
    this.#running.signal('SIGCONT');
    const settled = this.#settled.then(() => true);
    if ((await within(settled, graceMs)) !== null) return;
    this.#running?.signal('SIGKILL');
    if ((await within(settled, killPatienceMs)) !== null) return;
    throw new EnvironmentError(`program ${this.name} did not end though it was killed`);
  }

  #take(stream: 'stdout' | 'stderr', capture: OutputCapture, chunk: Buffer): void {
    capture.push(chunk);
    this.#listener.onOutput(this, stream, chunk);
  }
}
