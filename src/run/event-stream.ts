/** The run's append-only stream: everything that happens goes through here, once, in order. */

import type { RunEvent, RunEventBody } from '../core/event/event.ts';

/** Nanoseconds on the machine's monotonic clock. */
export type MonotonicClock = () => bigint;

export const monotonicClock: MonotonicClock = () => process.hrtime.bigint();

export class EventStream {
  readonly #clock: MonotonicClock;
  readonly #startNs: bigint;
  readonly #events: RunEvent[] = [];
  readonly #listeners: ((event: RunEvent) => void)[] = [];

  constructor(clock: MonotonicClock = monotonicClock) {
    this.#clock = clock;
    this.#startNs = clock();
  }

  /** All events so far. The live progress of flows and wires isn't kept: only their latest state is of use. */
  get events(): readonly RunEvent[] {
    return this.#events;
  }

  get elapsedSeconds(): number {
    return Number(this.#clock() - this.#startNs) / 1e9;
  }

  subscribe(listener: (event: RunEvent) => void): void {
    this.#listeners.push(listener);
  }

  emit(body: RunEventBody): void {
    const event: RunEvent = { at: Math.round(this.elapsedSeconds * 1e6) / 1e6, ...body };
    if (body.type !== 'flow-progress' && body.type !== 'wire-progress' && body.type !== 'program-output') {
      this.#events.push(event);
    }
    for (const listener of this.#listeners) listener(event);
  }
}
