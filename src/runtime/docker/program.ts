/** A program in a container, from its start to its end. */

import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { PassThrough } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { type ProcessorShare, processorShare } from '../processor-share.ts';
import type { ProgramEnd, ProgramLaunch, RunningProgram } from '../runtime.ts';
import type { ContainerUsage, UsageReading } from './container-usage.ts';
import type { EngineExec } from './engine/engine.ts';
import { reachedProcessLimit } from './node-limits.ts';
import { ProgramReport, type ReportedOutcome, signalName, type WrapperStart } from './program-report.ts';
import { wrapperArgv } from './program-script.ts';

const graceMs = 1000;
/** Its report may still be on the way when the engine says that it has ended. */
const lateReportMs = 1000;

export interface Admission {
  /** How many processes its user may have; null: any number. */
  readonly processes: number | null;
  /** It needs its room no more. Tells whether no other program ran beside it. */
  leave(): boolean;
}

export interface ProgramPlace {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** argv of what adopts orphans; empty where the engine brings nothing for that. */
  readonly adopter: readonly string[];
  readonly timeLimitMs: number | null;
  readonly usage: ContainerUsage;
  /** Makes room for one more program. */
  admit(): Promise<Admission>;
  exec(argv: readonly string[], stdin: boolean): EngineExec;
  /** Signals all below a process but one; both as the container numbers them. */
  signal(top: number, spared: number, name: NodeJS.Signals): Promise<void>;
  /** For each thread below a process but one a line of its schedstat. */
  schedstat(top: number, spared: number): Promise<string>;
  /** The engine can't tell how a program ended, or why it did. Resolves once whoever watches the node knows of that. */
  lost(cause: string): Promise<void>;
  /** As `lost`, should the container be gone. */
  confirmAlive(): Promise<void>;
}

export function startProgram(launch: ProgramLaunch, place: ProgramPlace): RunningProgram {
  const marker = `wirelab-${randomBytes(12).toString('hex')}`;
  const report = new ProgramReport(marker);
  const stdout = new PassThrough();
  const run = new ProgramRun(launch, place, marker, report, stdout);
  return {
    stdout,
    stderr: report,
    trace: null,
    ended: run.ended,
    signal: (name) => run.signal(name),
    processorShare: () => run.processorShare(),
  };
}

class ProgramRun {
  readonly ended: Promise<ProgramEnd>;
  readonly #place: ProgramPlace;
  readonly #report: ProgramReport;
  readonly #askedAt = performance.now();
  #startedAt: number | null = null;
  #isOver = false;
  #timedOut = false;
  readonly #timers: NodeJS.Timeout[] = [];
  /** Signals reach the program in the order they were asked for. */
  #signalled: Promise<void> = Promise.resolve();

  constructor(
    launch: ProgramLaunch,
    place: ProgramPlace,
    marker: string,
    report: ProgramReport,
    stdout: PassThrough,
  ) {
    this.#place = place;
    this.#report = report;
    void report.started.then(() => this.#onStarted());
    this.ended = this.#run(launch, marker, stdout);
  }

  signal(name: NodeJS.Signals): void {
    this.#signalled = this.#signalled.then(async () => {
      const start = await Promise.race([this.#report.started, this.ended]);
      if (this.#isOver || !('adopter' in start)) return;
      await this.#place.signal(this.#top(start), start.waiter, name);
    });
  }

  async processorShare(): Promise<ProcessorShare | null> {
    if (this.#isOver) return null;
    if (this.#startedAt === null) return { ranMs: 0, waitedMs: performance.now() - this.#askedAt };
    const startMs = this.#startedAt - this.#askedAt;
    const start = await this.#report.started;
    const share = processorShare(await this.#place.schedstat(this.#top(start), start.waiter));
    return share === null ? null : { ...share, waitedMs: startMs + share.waitedMs };
  }

  /** All that is the program's is below it. */
  #top({ waiter, adopter }: WrapperStart): number {
    return this.#place.adopter.length === 0 ? waiter : adopter;
  }

  async #run(launch: ProgramLaunch, marker: string, stdout: PassThrough): Promise<ProgramEnd> {
    const place = this.#place;
    let outcome: ReportedOutcome = { exitCode: null, signal: null, elapsedMs: 0 };
    let usageBefore: UsageReading | null = null;
    let admission: Admission | null = null;
    try {
      [admission, usageBefore] = await Promise.all([place.admit(), place.usage.read()]);
      const argv = wrapperArgv({
        marker,
        folder: launch.folder ?? place.folder,
        processes: admission.processes,
        environment: { ...place.environment, ...launch.env },
        argv: launch.argv,
        adopter: place.adopter,
      });
      const exec = place.exec(argv, launch.stdin !== null);
      if (launch.stdin !== null) feed(launch.stdin, exec);
      exec.stdout.pipe(stdout);
      exec.stderr.pipe(this.#report);
      outcome = await Promise.race([this.#report.ended, this.#withoutReport(exec)]);
    } catch (error) {
      stdout.end();
      this.#report.end();
      await place.lost(error instanceof Error ? error.message : String(error));
    }
    this.#isOver = true;
    const { exitCode, signal, elapsedMs } = outcome;
    // Both reports of a short program may have come at once.
    const durationMs = Math.max(elapsedMs, performance.now() - (this.#startedAt ?? this.#askedAt));
    for (const timer of this.#timers) clearTimeout(timer);
    const wasAlone = admission?.leave() === true;
    const usage = await place.usage.read();
    const refused = reachedProcessLimit(wasAlone ? (admission?.processes ?? null) : null, {
      before: usageBefore?.peakProcesses ?? null,
      after: usage.peakProcesses,
    });
    return {
      exitCode,
      signal,
      durationMs,
      peakMemoryBytes: usage.peakBytes,
      limitHit: usage.kills > (usageBefore?.kills ?? 0) ? 'memory' : this.#timedOut ? 'time' : null,
      ...(refused === null ? {} : { processLimitReached: refused }),
    };
  }

  #onStarted(): void {
    this.#startedAt = performance.now();
    const { timeLimitMs } = this.#place;
    if (timeLimitMs === null || this.#isOver) return;
    this.#timers.push(
      setTimeout(() => {
        this.#timedOut = true;
        this.signal('SIGTERM');
        this.#timers.push(setTimeout(() => this.signal('SIGKILL'), graceMs));
      }, timeLimitMs),
    );
  }

  /** How it ended by the engine's word, which can't tell 137 from SIGKILL: its wrapper was ended as well. */
  async #withoutReport(exec: EngineExec): Promise<ReportedOutcome> {
    const status = await exec.exitCode;
    await pause(lateReportMs, undefined, { ref: false });
    if (!this.#isOver) await this.#place.confirmAlive();
    const outcome =
      status > 128
        ? { exitCode: null, signal: signalName(status - 128) }
        : { exitCode: status, signal: null };
    return { ...outcome, elapsedMs: 0 };
  }
}

function feed(file: string, exec: EngineExec): void {
  const input = createReadStream(file);
  input.once('error', () => exec.stdin.end());
  input.pipe(exec.stdin);
}
