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

/**
 * The best of several readings, each between two of the other clock. Not of one: the very first
 * `performance.now` takes milliseconds.
 */
function readOriginNs(): bigint {
  let best = { originNs: 0n, withinNs: Number.POSITIVE_INFINITY };
  for (let reading = 0; reading < 10; reading++) {
    const before = process.hrtime.bigint();
    const now = performance.now();
    const after = process.hrtime.bigint();
    const withinNs = Number(after - before);
    if (withinNs >= best.withinNs) continue;
    best = { originNs: (before + after) / 2n - BigInt(Math.round(now * 1e6)), withinNs };
  }
  return best.originNs;
}

const originNs = readOriginNs();
