/** CoDel (RFC 8289): drops from the head while packets have waited longer than a target for an interval. */

import type { WaitingQueue } from './waiting-queue.ts';

const targetNs = 5e6;
const intervalNs = 100e6;

export class Codel {
  readonly #maxPacketBytes: number;
  #firstAboveNs = 0;
  #dropNextNs = 0;
  #count = 0;
  #lastCount = 0;
  #isDropping = false;

  /** @param maxPacketBytes the MTU: with no more than this waiting, nothing is dropped */
  constructor(maxPacketBytes: number) {
    this.#maxPacketBytes = maxPacketBytes;
  }

  /**
   * Takes the next packet to send at `nowNs` out of the queue, and hands those before it that must go
   * to `drop` (RFC 8289, section 5.5). Returns -1 when nothing is left.
   */
  dequeue(queue: WaitingQueue, nowNs: number, drop: (slot: number) => void): number {
    let slot = this.#take(queue, nowNs);
    if (this.#isDropping) {
      if (!this.#mayDrop) this.#isDropping = false;
      while (this.#isDropping && nowNs >= this.#dropNextNs) {
        drop(slot);
        this.#count++;
        slot = this.#take(queue, nowNs);
        if (this.#mayDrop) this.#dropNextNs = controlLawNs(this.#dropNextNs, this.#count);
        else this.#isDropping = false;
      }
    } else if (this.#mayDrop) {
      drop(slot);
      slot = this.#take(queue, nowNs);
      this.#isDropping = true;
      // A queue that went bad again soon starts from about the drop rate that last controlled it.
      const since = this.#count - this.#lastCount;
      this.#count = since > 1 && nowNs - this.#dropNextNs < 16 * intervalNs ? since : 1;
      this.#dropNextNs = controlLawNs(nowNs, this.#count);
      this.#lastCount = this.#count;
    }
    return slot;
  }

  #mayDrop = false;

  #take(queue: WaitingQueue, nowNs: number): number {
    this.#mayDrop = false;
    if (queue.packets === 0) {
      this.#firstAboveNs = 0;
      return -1;
    }
    const sojournNs = nowNs - queue.headSinceNs;
    const slot = queue.shift();
    if (sojournNs < targetNs || queue.bytes <= this.#maxPacketBytes) {
      this.#firstAboveNs = 0;
    } else if (this.#firstAboveNs === 0) {
      this.#firstAboveNs = nowNs + intervalNs;
    } else {
      this.#mayDrop = nowNs >= this.#firstAboveNs;
    }
    return slot;
  }
}

function controlLawNs(fromNs: number, count: number): number {
  return fromNs + intervalNs / Math.sqrt(count);
}
