import type { FlowState } from '../core/event/event.ts';
import type { FlowReading } from './protocol.ts';

const unknownYet: Omit<FlowState, 'goodputBitsPerSecond'> = {
  phase: 'waiting',
  sent: 0,
  received: 0,
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
  #reading: FlowReading = {};
  #bytesBefore = 0;
  #atNsBefore: bigint | null = null;

  add(reading: FlowReading): void {
    this.#reading = { ...this.#reading, ...reading };
  }

  /** @param nowNs goodput is over the time since the last call */
  state(nowNs: bigint): FlowState {
    const { receivedBytes = 0, ...known } = this.#reading;
    const elapsedNs = this.#atNsBefore === null ? 0 : Number(nowNs - this.#atNsBefore);
    const bits = (receivedBytes - this.#bytesBefore) * 8;
    this.#bytesBefore = receivedBytes;
    this.#atNsBefore = nowNs;
    return { ...unknownYet, ...known, goodputBitsPerSecond: elapsedNs === 0 ? 0 : (bits / elapsedNs) * 1e9 };
  }
}
