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

/** UTC at the clock's 0, in ns since 1970, as it was told when this process began: later steps don't show. */
export function utcOriginNs(): bigint {
  return BigInt(Math.round(performance.timeOrigin * 1e3)) * 1000n;
}

const originNs = process.hrtime.bigint() - BigInt(Math.round(performance.now() * 1e6));
