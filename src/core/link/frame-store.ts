/**
 * Frames that are under way, in slots made beforehand and used again, with what the wire must
 * remember of each. Structure of arrays: nothing is allocated per packet.
 */

import type { Flow } from './flow.ts';

const growthSlots = 256;

export const SlotState = {
  free: 0,
  /** Queued, on the line, or in flight. */
  underway: 1,
  /** A swapped packet whose turn has come, that waits for those behind it. */
  held: 2,
  /** Gone, but an entry in the heap still names the slot. */
  gone: 3,
} as const;

export class FrameStore {
  readonly slotBytes: number;
  readonly frames: Uint8Array[] = [];
  readonly flows: (Flow | null)[] = [];
  lengths = new Int32Array(0);
  ipLengths = new Int32Array(0);
  directions = new Int32Array(0);
  states = new Uint8Array(0);
  copies = new Uint8Array(0);
  records = new Int32Array(0);
  ns = new Int32Array(0);
  serials = new Float64Array(0);
  arrivedNs = new Float64Array(0);
  dueNs = new Float64Array(0);
  faultDelayNs = new Float64Array(0);
  /** How many packets of the flow must still go first; 0: none. */
  swaps = new Int32Array(0);
  #free: number[] = [];
  #capacity = 0;

  constructor(slotBytes: number) {
    this.slotBytes = slotBytes;
    for (let block = 0; block < 4; block++) this.#grow();
  }

  get bytesInUse(): number {
    return (this.#capacity - this.#free.length) * this.slotBytes;
  }

  acquire(): number {
    if (this.#free.length === 0) this.#grow();
    return this.#free.pop() ?? 0;
  }

  release(slot: number): void {
    this.states[slot] = SlotState.free;
    this.flows[slot] = null;
    this.#free.push(slot);
  }

  frame(slot: number): Uint8Array {
    return this.frames[slot] as Uint8Array;
  }

  /** Another slot with the same frame and the same memory of it. */
  duplicate(slot: number): number {
    const copy = this.acquire();
    const length = this.lengths[slot] ?? 0;
    this.frame(copy).set(this.frame(slot).subarray(0, length));
    this.flows[copy] = this.flows[slot] ?? null;
    for (const field of this.#fields()) field[copy] = field[slot] ?? 0;
    return copy;
  }

  #grow(): void {
    const first = this.#capacity;
    this.#capacity = first === 0 ? growthSlots : Math.ceil((first * 1.5) / growthSlots) * growthSlots;
    const added = this.#capacity - first;
    const bytes = new Uint8Array(added * this.slotBytes);
    for (let index = 0; index < added; index++) {
      const start = index * this.slotBytes;
      this.frames.push(bytes.subarray(start, start + this.slotBytes));
      this.flows.push(null);
    }
    this.lengths = grown(this.lengths, new Int32Array(this.#capacity));
    this.ipLengths = grown(this.ipLengths, new Int32Array(this.#capacity));
    this.directions = grown(this.directions, new Int32Array(this.#capacity));
    this.states = grown(this.states, new Uint8Array(this.#capacity));
    this.copies = grown(this.copies, new Uint8Array(this.#capacity));
    this.records = grown(this.records, new Int32Array(this.#capacity));
    this.ns = grown(this.ns, new Int32Array(this.#capacity));
    this.serials = grown(this.serials, new Float64Array(this.#capacity));
    this.arrivedNs = grown(this.arrivedNs, new Float64Array(this.#capacity));
    this.dueNs = grown(this.dueNs, new Float64Array(this.#capacity));
    this.faultDelayNs = grown(this.faultDelayNs, new Float64Array(this.#capacity));
    this.swaps = grown(this.swaps, new Int32Array(this.#capacity));
    // Low slots go first, so that few frames' worth of cache is in use when few are under way.
    for (let slot = this.#capacity - 1; slot >= first; slot--) this.#free.push(slot);
  }

  #fields(): (Int32Array | Uint8Array | Float64Array)[] {
    return [
      this.lengths,
      this.ipLengths,
      this.directions,
      this.states,
      this.copies,
      this.records,
      this.ns,
      this.serials,
      this.arrivedNs,
      this.dueNs,
      this.faultDelayNs,
      this.swaps,
    ];
  }
}

function grown<A extends Int32Array | Uint8Array | Float64Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
