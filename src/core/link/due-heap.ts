/** A binary min-heap of (time, value) in typed arrays; equal times come out in the order they went in. */
export class DueHeap {
  #size = 0;
  #inserted = 0;
  #times = new Float64Array(1024);
  #orders = new Float64Array(1024);
  #values = new Int32Array(1024);

  get size(): number {
    return this.#size;
  }

  /** Infinity when empty. */
  get firstNs(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : (this.#times[0] ?? 0);
  }

  push(timeNs: number, value: number): void {
    if (this.#size === this.#times.length) this.#grow();
    const order = this.#inserted++;
    const times = this.#times;
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      // A later insertion never passes an equal time.
      if ((times[parent] ?? 0) <= timeNs) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#put(at, timeNs, order, value);
  }

  /** The value of the earliest entry, which is taken out. Only when the heap isn't empty. */
  pop(): number {
    const first = this.#values[0] ?? 0;
    const last = --this.#size;
    if (last === 0) return first;
    const time = this.#times[last] ?? 0;
    const order = this.#orders[last] ?? 0;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= last) break;
      if (child + 1 < last && this.#isBefore(child + 1, child)) child++;
      const childTime = this.#times[child] ?? 0;
      if (time < childTime || (time === childTime && order < (this.#orders[child] ?? 0))) break;
      this.#move(child, at);
      at = child;
    }
    this.#put(at, time, order, this.#values[last] ?? 0);
    return first;
  }

  /** In no particular order. */
  *values(): Generator<number> {
    for (let at = 0; at < this.#size; at++) yield this.#values[at] ?? 0;
  }

  #isBefore(a: number, b: number): boolean {
    const timeA = this.#times[a] ?? 0;
    const timeB = this.#times[b] ?? 0;
    return timeA < timeB || (timeA === timeB && (this.#orders[a] ?? 0) < (this.#orders[b] ?? 0));
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#times[from] ?? 0, this.#orders[from] ?? 0, this.#values[from] ?? 0);
  }

  #put(at: number, time: number, order: number, value: number): void {
    this.#times[at] = time;
    this.#orders[at] = order;
    this.#values[at] = value;
  }

  #grow(): void {
    const capacity = this.#times.length * 2;
    const [times, orders, values] = [this.#times, this.#orders, this.#values];
    this.#times = new Float64Array(capacity);
    this.#orders = new Float64Array(capacity);
    this.#values = new Int32Array(capacity);
    this.#times.set(times);
    this.#orders.set(orders);
    this.#values.set(values);
  }
}
