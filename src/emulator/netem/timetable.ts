/** Does things at times that count from the start of a case's clock. */

/** setTimeout can't wait longer (2^31 - 1 ms). */
const longestWaitMs = 2_000_000_000;

export class Timetable {
  /** The most that anything was late; null: nothing is done yet. */
  worstMs: number | null = null;
  readonly #originNs: bigint;
  readonly #timers = new Set<NodeJS.Timeout>();

  /** @param originNs on CLOCK_MONOTONIC */
  constructor(originNs: bigint) {
    this.#originNs = originNs;
  }

  at(atMs: number, action: () => void): void {
    const leftMs = this.#leftMs(atMs);
    if (leftMs > longestWaitMs) return;
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        action();
      },
      Math.max(0, leftMs),
    );
    this.#timers.add(timer);
  }

  /** What was to happen then has taken effect. */
  done(atMs: number): void {
    this.worstMs = Math.max(this.worstMs ?? 0, -this.#leftMs(atMs));
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #leftMs(atMs: number): number {
    return Number(this.#originNs - process.hrtime.bigint()) / 1e6 + atMs;
  }
}
