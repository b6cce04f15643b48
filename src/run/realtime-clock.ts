/** Where CLOCK_MONOTONIC stands when CLOCK_REALTIME, which strace(1) goes by, shows a time. */

import koffi from 'koffi';
import { monotonicClock } from './event-stream.ts';

const clockRealtime = 0;
const readings = 8;

export interface ClockOffset {
  /** CLOCK_REALTIME less CLOCK_MONOTONIC. */
  readonly ns: bigint;
  /** Either way. */
  readonly errorNs: number;
}

export type ClockOffsetReader = () => ClockOffset;

/** The best of several readings: the other clock is read between two readings of the one. */
export function openClockOffset(): ClockOffsetReader {
  const clockGettime = koffi.load(null).func('int clock_gettime(int clock, void *time)');
  const time = new BigInt64Array(2);
  return () => {
    let best: ClockOffset = { ns: 0n, errorNs: Number.POSITIVE_INFINITY };
    for (let reading = 0; reading < readings; reading += 1) {
      const before = monotonicClock();
      clockGettime(clockRealtime, time);
      const after = monotonicClock();
      const errorNs = Number(after - before) / 2;
      if (errorNs >= best.errorNs) continue;
      const [seconds = 0n, nanoseconds = 0n] = time;
      best = { ns: seconds * 1_000_000_000n + nanoseconds - (before + after) / 2n, errorNs };
    }
    return best;
  };
}
