/** The system calls of a case's traced programs, told as events on the case's clock. */

import type { Readable } from 'node:stream';
import type { RunEventBody, SystemCall, TraceEnded } from '../core/event/event.ts';
import { dataCalls, type TracedCall, TraceParser } from '../core/trace/trace-parser.ts';
import { type ClockOffsetReader, openClockOffset } from './realtime-clock.ts';

/** Of each program; apart, so that what ends a connection has its place after any number of reads. */
const mostDataCalls = 100;
const mostOtherCalls = 200;

interface Caller {
  readonly program: string;
  readonly node: string;
  dataCalls: number;
  otherCalls: number;
  further: number;
}

export class SystemCallLog {
  readonly #case: string;
  readonly #emit: (event: RunEventBody) => void;
  readonly #callers = new Map<string, Caller>();
  #readOffset: ClockOffsetReader | null = null;
  #clockErrorNs = 0;
  #originNs: bigint | null = null;
  #isOver = false;
  /** Made before the clock starts. */
  #early: { readonly caller: Caller; readonly call: TracedCall; readonly startNs: bigint }[] = [];

  constructor(caseName: string, emit: (event: RunEventBody) => void) {
    this.#case = caseName;
    this.#emit = emit;
  }

  /** A process of the program starts, and this is its trace. */
  follow(program: string, node: string, trace: Readable): void {
    const caller = this.#callers.get(program) ?? { program, node, dataCalls: 0, otherCalls: 0, further: 0 };
    this.#callers.set(program, caller);
    this.#readOffset ??= openClockOffset();
    const parser = new TraceParser();
    // strace writes ASCII only.
    trace.setEncoding('latin1');
    trace.on('data', (text: string) => this.#take(caller, parser.push(text)));
    trace.once('close', () => {
      this.#take(caller, parser.end());
      if (this.#isOver) return;
      for (const note of parser.notes) {
        const message = `the trace of ${program}: strace says: ${note}`;
        this.#emit({ type: 'warning', case: this.#case, message });
      }
    });
  }

  startClock(originNs: bigint): void {
    this.#originNs = originNs;
    const early = this.#early;
    this.#early = [];
    for (const { caller, call, startNs } of early) this.#tell(caller, call, startNs, originNs);
  }

  /** What comes from now on, of processes that outlive the case, comes too late. */
  end(): Pick<TraceEnded, 'furtherCalls' | 'clockErrorMs'> {
    this.#isOver = true;
    const further = [...this.#callers.values()].filter((caller) => caller.further > 0);
    return {
      furtherCalls: Object.fromEntries(further.map((caller) => [caller.program, caller.further])),
      clockErrorMs: this.#clockErrorNs / 1e6,
    };
  }

  #take(caller: Caller, calls: readonly TracedCall[]): void {
    if (calls.length === 0 || this.#readOffset === null || this.#isOver) return;
    // Read again each time: the clocks drift apart while the one is being corrected.
    const offset = this.#readOffset();
    // strace writes whole microseconds.
    this.#clockErrorNs = Math.max(this.#clockErrorNs, offset.errorNs + 1000);
    for (const call of calls) {
      if (!hasPlace(caller, call)) {
        caller.further += 1;
        continue;
      }
      const startNs = BigInt(call.atUs) * 1000n - offset.ns;
      if (this.#originNs === null) this.#early.push({ caller, call, startNs });
      else this.#tell(caller, call, startNs, this.#originNs);
    }
  }

  #tell({ program, node }: Caller, call: TracedCall, startNs: bigint, originNs: bigint): void {
    const { pid, kind, text, result, durationUs } = call;
    const event: SystemCall = {
      type: 'system-call',
      case: this.#case,
      program,
      node,
      pid,
      kind,
      text,
      result,
      startMs: Number(startNs - originNs) / 1e6,
      durationMs: durationUs === null ? null : durationUs / 1000,
    };
    this.#emit(event);
  }
}

function hasPlace(caller: Caller, { kind, name }: TracedCall): boolean {
  if (kind === 'call' && dataCalls.has(name)) return caller.dataCalls++ < mostDataCalls;
  return caller.otherCalls++ < mostOtherCalls;
}
