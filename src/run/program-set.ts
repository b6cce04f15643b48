/** All programs of a case: services first, the others at their time, and the timeline's orders to them. */

import { once, setMaxListeners } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import type { RunEventBody, TraceEnded } from '../core/event/event.ts';
import type { ProgramSpec, ResolvedCase, TimelineEntry } from '../core/lab/lab.ts';
import { safeText } from '../core/text/safe-text.ts';
import { starvation } from '../core/verdict/starvation.ts';
import type { RunningNode } from '../runtime/runtime.ts';
import { pause, within } from './deadline.ts';
import { monotonicClock } from './event-stream.ts';
import { ProgramInstance, type ProgramListener, type StopCause } from './program-instance.ts';
import { type Readiness, waitUntilReady } from './readiness.ts';
import { SystemCallLog } from './system-call-log.ts';

/** How long a service may take to become ready: a JVM on a busy machine needs its time. */
const readyTimeoutMs = 20_000;
/** How long a service has to end by itself once all else has ended. */
const serviceFarewellMs = 1000;

export class ProgramSet {
  readonly #instances = new Map<string, ProgramInstance[]>();
  readonly #nodes: ReadonlyMap<string, RunningNode>;
  readonly #case: ResolvedCase;
  readonly #emit: (event: RunEventBody) => void;
  readonly #shown = new Map<string, { bytes: number; readonly decoder: StringDecoder }>();
  readonly #shownBytes: number;
  readonly #systemCalls: SystemCallLog;
  readonly #over = new AbortController();
  /** The case is over, or the user wants it to be. */
  readonly #abort: AbortSignal;
  #scheduled: Promise<void>[] = [];

  /** @param shownBytes of each program's output that become events */
  constructor(
    resolved: ResolvedCase,
    nodes: ReadonlyMap<string, RunningNode>,
    emit: (event: RunEventBody) => void,
    interrupted: AbortSignal,
    shownBytes: number,
  ) {
    this.#shownBytes = shownBytes;
    this.#abort = AbortSignal.any([this.#over.signal, interrupted]);
    // One for each program and each order of the timeline that waits for its time.
    setMaxListeners(0, this.#abort);
    this.#case = resolved;
    this.#nodes = nodes;
    this.#emit = emit;
    this.#systemCalls = new SystemCallLog(resolved.name, emit);
    for (const spec of resolved.programs) this.#instances.set(spec.name, this.#instancesOf(spec));
  }

  /** Starts every program that has a readiness probe. The first that never becomes ready is the answer. */
  async startServices(): Promise<Readiness> {
    const answers = await Promise.all(
      this.#case.programs.flatMap((spec) => {
        const { ready } = spec;
        if (ready === null) return [];
        return this.of(spec.name).map((program) => {
          program.start();
          return waitUntilReady(program, ready, this.#nodeOf(spec), readyTimeoutMs, this.#abort);
        });
      }),
    );
    return answers.find(({ ready }) => !ready) ?? { ready: true };
  }

  /** Starts the rest as their time comes, and carries out the timeline. @param originNs when the case's clock starts */
  schedule(originNs: bigint): void {
    this.#systemCalls.startClock(originNs);
    const untilMs = (atMs: number): number => Number(originNs - monotonicClock()) / 1e6 + atMs;
    const at = async (atMs: number, act: () => void | Promise<void>): Promise<void> => {
      const wait = untilMs(atMs);
      if (wait > 0) await pause(wait, this.#abort);
      if (!this.#abort.aborted) await act();
    };
    for (const spec of this.#case.programs) {
      if (spec.ready !== null) continue;
      this.#scheduled.push(
        at(spec.startAtMs, () => {
          for (const program of this.of(spec.name)) program.start();
        }),
      );
    }
    for (const entry of this.#case.timeline) {
      if (entry.do !== 'impair') this.#scheduled.push(at(entry.atMs, () => this.#carryOut(entry)));
    }
  }

  /** Resolves when every program that isn't a service has run and ended, and no order is left. */
  async finished(): Promise<void> {
    await Promise.all(this.#scheduled);
    // A restart in the timeline has been awaited above; what runs now is each program's last process.
    await Promise.all(
      this.#case.programs
        .filter(({ service }) => !service)
        .flatMap(({ name }) => this.of(name).map((program) => program.ended())),
    );
  }

  /** Why it isn't the fault of a program that it still runs; null where it is, or where none does that should have ended. */
  async findStarved(): Promise<string | null> {
    const { timeLimitMs } = this.#case;
    const found = await Promise.all(
      this.all.map(async (program) => {
        if (program.spec.service) return null;
        const share = await program.processorShare();
        return share === null ? null : starvation(program.name, share, timeLimitMs);
      }),
    );
    return found.find((why) => why !== null) ?? null;
  }

  /** Stops what still runs. After a case that took its course, services may end by themselves first. */
  async close(cause: StopCause): Promise<void> {
    this.#over.abort();
    const { all } = this;
    const services = all.filter(({ spec }) => spec.service);
    await Promise.all([
      ...all.filter(({ spec }) => !spec.service).map((program) => program.stop(cause)),
      stopServices(services, cause === 'interrupted' ? 0 : serviceFarewellMs),
    ]);
  }

  get all(): readonly ProgramInstance[] {
    return [...this.#instances.values()].flat();
  }

  of(program: string): readonly ProgramInstance[] {
    return this.#instances.get(program) ?? [];
  }

  /** No more system calls are told of. What is known of them beside their events. */
  endTrace(): Pick<TraceEnded, 'furtherCalls' | 'clockErrorMs'> {
    return this.#systemCalls.end();
  }

  /** Writes `<program>.stdout` and `.stderr` for every program that ran. */
  async writeLogs(folder: string): Promise<void> {
    const { all } = this;
    if (all.length === 0) return;
    await mkdir(folder, { recursive: true });
    for (const program of all) {
      for (const stream of ['stdout', 'stderr'] as const) {
        const file = createWriteStream(join(folder, `${program.name}.${stream}`));
        file.end(program[stream].bytes());
        await once(file, 'finish');
      }
    }
  }

  #instancesOf(spec: ProgramSpec): ProgramInstance[] {
    const listener: ProgramListener = {
      onStart: ({ name }) =>
        this.#emit({ type: 'program-started', case: this.#case.name, program: name, node: spec.node }),
      onOutput: ({ name }, stream, chunk) => this.#showOutput(name, stream, chunk),
      onEnd: (program, end) =>
        this.#emit({
          type: 'program-ended',
          case: this.#case.name,
          program: program.name,
          exitCode: end.exitCode,
          signal: end.signal,
          stopped: program.stopCause !== null,
          limit: end.limitHit,
          durationSeconds: end.durationMs / 1000,
        }),
      onTrace: ({ name }, trace) => this.#systemCalls.follow(name, spec.node, trace),
    };
    const node = this.#nodeOf(spec);
    const of = this.#case.nodes.find(({ name }) => name === spec.node);
    const names =
      spec.count === 1
        ? [spec.name]
        : Array.from({ length: spec.count }, (_, index) => `${spec.name}.${index + 1}`);
    return names.map(
      (name) =>
        new ProgramInstance(name, spec, node, listener, of?.limits.timeMs ?? null, of?.trace ?? false),
    );
  }

  #nodeOf(spec: ProgramSpec): RunningNode {
    const node = this.#nodes.get(spec.node);
    if (node === undefined)
      throw new Error(`Internal error: program ${spec.name} on unknown node ${spec.node}`);
    return node;
  }

  #showOutput(program: string, stream: 'stdout' | 'stderr', chunk: Buffer): void {
    const key = `${program}.${stream}`;
    const shown = this.#shown.get(key) ?? { bytes: 0, decoder: new StringDecoder('utf8') };
    this.#shown.set(key, shown);
    if (shown.bytes >= this.#shownBytes) return;
    const piece = chunk.subarray(0, this.#shownBytes - shown.bytes);
    shown.bytes += piece.length;
    const text = safeText(shown.decoder.write(piece));
    this.#emit({ type: 'program-output', case: this.#case.name, program, stream, text });
  }

  async #carryOut(entry: Exclude<TimelineEntry, { do: 'impair' }>): Promise<void> {
    const programs = this.of(entry.program);
    switch (entry.do) {
      case 'signal':
        for (const program of programs) program.signal(entry.signal as NodeJS.Signals);
        return;
      case 'stop':
        await Promise.all(programs.map((program) => program.stop('timeline')));
        return;
      case 'start':
        for (const program of programs) program.start();
        return;
      case 'restart':
        await Promise.all(
          programs.map(async (program) => {
            await program.stop('timeline');
            program.start();
          }),
        );
    }
  }
}

async function stopServices(services: readonly ProgramInstance[], farewellMs: number): Promise<void> {
  await within(Promise.all(services.map((service) => service.ended())), farewellMs);
  await Promise.all(services.map((service) => service.stop('case-over')));
}
