import { type ClockReading, clockOffset } from '../../../core/measure/clock-offset.ts';

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

/** Of several readings the quickest: the very first `performance.now` takes milliseconds. */
function readOriginNs(): bigint {
  const read = (): ClockReading => {
    const askedNs = process.hrtime.bigint();
    const thereNs = BigInt(Math.round(nowNs()));
    return { askedNs, thereNs, answeredNs: process.hrtime.bigint() };
  };
  return -clockOffset(Array.from({ length: 10 }, read)).ns;
}

const originNs = readOriginNs();
