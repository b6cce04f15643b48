/**
 * A mahimahi packet-delivery trace (R. Netravali and others, USENIX ATC 2015; mm-link(1)): at each of
 * its times 1500 bytes may leave. What an opportunity isn't asked for is lost; a packet larger than
 * what is left goes on with the next. The list repeats with the period of its last time.
 */

import type { LineServer } from './rate-server.ts';

export const opportunityBytes = 1500;

export class TraceServer implements LineServer {
  readonly #timesNs: readonly number[];
  readonly #periodNs: number;
  readonly #originNs: number;
  readonly #notBeforeNs: number;
  /** The opportunity in use, counted from the origin across repetitions, and what is left of it. */
  #opportunity = -1;
  #bytesLeft = 0;

  /**
   * @param originNs the case's start, from which the trace's times count
   * @param notBeforeNs since when the trace holds: earlier opportunities are gone
   */
  constructor(opportunitiesMs: readonly number[], originNs: number, notBeforeNs: number) {
    this.#timesNs = opportunitiesMs.map((ms) => ms * 1e6);
    this.#periodNs = Math.max(this.#timesNs.at(-1) ?? 0, 1e6);
    this.#originNs = originNs;
    this.#notBeforeNs = notBeforeNs;
  }

  startNs(sinceNs: number): number {
    const current = this.#timeOf(this.#opportunity);
    if (this.#bytesLeft > 0 && current >= sinceNs) return current;
    const fromNs = Math.max(sinceNs, this.#notBeforeNs);
    return this.#timeOf(Math.max(this.#firstAt(fromNs), this.#opportunity + 1));
  }

  serve(startNs: number, bytes: number): number {
    if (this.#bytesLeft === 0 || this.#timeOf(this.#opportunity) < startNs) {
      this.#opportunity = Math.max(this.#firstAt(startNs), this.#opportunity + 1);
      this.#bytesLeft = opportunityBytes;
    }
    let missing = bytes - this.#bytesLeft;
    while (missing > 0) {
      this.#opportunity++;
      missing -= opportunityBytes;
    }
    this.#bytesLeft = -missing;
    return this.#timeOf(this.#opportunity);
  }

  reset(): void {
    this.#bytesLeft = 0;
  }

  #timeOf(opportunity: number): number {
    if (opportunity < 0) return Number.NEGATIVE_INFINITY;
    const count = this.#timesNs.length;
    const round = Math.floor(opportunity / count);
    return this.#originNs + round * this.#periodNs + (this.#timesNs[opportunity % count] ?? 0);
  }

  /** The first opportunity at a time or after it. */
  #firstAt(timeNs: number): number {
    const sinceOrigin = timeNs - this.#originNs;
    if (sinceOrigin <= 0) return 0;
    const round = Math.floor(sinceOrigin / this.#periodNs);
    const count = this.#timesNs.length;
    // The last time of one round falls together with time 0 of the next: look from the round before.
    let low = Math.max(0, round - 1) * count;
    let high = (round + 1) * count;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.#timeOf(middle) < timeNs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
