import type { FlowState } from '../core/event/event.ts';
import type { FlowReading } from './protocol.ts';

/** A rate over less time than this, in ns, says little. */
const shortestNs = 20e6;

const unknownYet: FlowState = {
  phase: 'waiting',
  sent: 0,
  received: 0,
  goodputBitsPerSecond: 0,
  lost: null,
  duplicates: null,
  reordered: null,
  retransmits: null,
  rttSeconds: null,
  cwndSegments: null,
  oneWayDelaySeconds: null,
};

/** Puts together what the two sides of a flow say about where it stands. */
export class FlowStateMerger {
  #state: FlowState = unknownYet;
  #receivedBytes = 0;
  #receivedBytesAtNs: number | null = null;

  /** @param atNs when the side said so, on CLOCK_MONOTONIC; goodput is over the time between two readings */
  add(reading: FlowReading, atNs: number): void {
    const { receivedBytes, ...known } = reading;
    this.#state = { ...this.#state, ...known };
    if (receivedBytes === undefined) return;
    const elapsedNs = this.#receivedBytesAtNs === null ? 0 : atNs - this.#receivedBytesAtNs;
    if (this.#receivedBytesAtNs !== null && elapsedNs < shortestNs) return;
    const bits = (receivedBytes - this.#receivedBytes) * 8;
    const goodputBitsPerSecond = elapsedNs === 0 ? 0 : (bits * 1e9) / elapsedNs;
    this.#state = { ...this.#state, goodputBitsPerSecond };
    this.#receivedBytes = receivedBytes;
    this.#receivedBytesAtNs = atNs;
  }

  settle(known: Partial<FlowState>): void {
    this.#state = { ...this.#state, ...known };
  }

  get state(): FlowState {
    return this.#state;
  }
}
