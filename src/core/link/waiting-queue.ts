/** Slots that wait to be serialised, first in, first out, with their sizes. */
export class WaitingQueue {
  #slots = new Int32Array(64);
  #sizes = new Int32Array(64);
  #sinceNs = new Float64Array(64);
  #head = 0;
  #count = 0;
  #bytes = 0;

  get packets(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#bytes;
  }

  push(slot: number, bytes: number, nowNs: number): void {
    if (this.#count === this.#slots.length) this.#grow();
    const at = (this.#head + this.#count) & (this.#slots.length - 1);
    this.#slots[at] = slot;
    this.#sizes[at] = bytes;
    this.#sinceNs[at] = nowNs;
    this.#count++;
    this.#bytes += bytes;
  }

  get headBytes(): number {
    return this.#sizes[this.#head] ?? 0;
  }

  get headSinceNs(): number {
    return this.#sinceNs[this.#head] ?? 0;
  }

  /** The head, which is taken out. Only when something waits. */
  shift(): number {
    const slot = this.#slots[this.#head] ?? 0;
    this.#bytes -= this.#sizes[this.#head] ?? 0;
    this.#head = (this.#head + 1) & (this.#slots.length - 1);
    this.#count--;
    return slot;
  }

  #grow(): void {
    const capacity = this.#slots.length * 2;
    const slots = new Int32Array(capacity);
    const sizes = new Int32Array(capacity);
    const sinceNs = new Float64Array(capacity);
    for (let index = 0; index < this.#count; index++) {
      const from = (this.#head + index) & (this.#slots.length - 1);
      slots[index] = this.#slots[from] ?? 0;
      sizes[index] = this.#sizes[from] ?? 0;
      sinceNs[index] = this.#sinceNs[from] ?? 0;
    }
    this.#slots = slots;
    this.#sizes = sizes;
    this.#sinceNs = sinceNs;
    this.#head = 0;
  }
}
