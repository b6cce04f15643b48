/**
 * When packets that wait for the line begin and end to be serialised. Times are virtual: a packet
 * starts at the instant its predecessor ended, however late the process that emulates it woke up.
 */
export interface LineServer {
  /** When a packet that waits since `sinceNs` begins to be serialised. */
  startNs(sinceNs: number): number;
  /** Serialises it from then on, and says when its last byte is out. */
  serve(startNs: number, bytes: number): number;
  /** Forgets the packet on the line. */
  reset(): void;
}

/** A line of constant rate, in bits per second of IP bytes. */
export class RateServer implements LineServer {
  readonly #nsPerByte: number;
  #freeAtNs: number;

  /** @param freeAtNs until when the line is taken, by a packet that began at another rate */
  constructor(rateBitsPerSecond: number, freeAtNs = 0) {
    this.#nsPerByte = 8e9 / rateBitsPerSecond;
    this.#freeAtNs = freeAtNs;
  }

  get freeAtNs(): number {
    return this.#freeAtNs;
  }

  startNs(sinceNs: number): number {
    return Math.max(sinceNs, this.#freeAtNs);
  }

  serve(startNs: number, bytes: number): number {
    this.#freeAtNs = startNs + bytes * this.#nsPerByte;
    return this.#freeAtNs;
  }

  reset(): void {
    this.#freeAtNs = 0;
  }
}
