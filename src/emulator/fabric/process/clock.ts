/**
 * Nanoseconds since this process began, as a double: `performance.now` reads CLOCK_MONOTONIC and,
 * unlike `process.hrtime`, leaves no garbage.
 */
export function nowNs(): number {
  return performance.now() * 1e6;
}

/** What the clock above showed, or will show, at an instant of CLOCK_MONOTONIC. */
export function fromMonotonicNs(monotonicNs: bigint): number {
  return Number(monotonicNs - originNs);
}

const originNs = process.hrtime.bigint() - BigInt(Math.round(performance.now() * 1e6));
