/** Where CLOCK_MONOTONIC stands when CLOCK_REALTIME, which strace(1) goes by, shows a time. */

import koffi from 'koffi';
import { type ClockOffset, type ClockReading, clockOffset } from '../core/measure/clock-offset.ts';
import { monotonicClock } from './event-stream.ts';

const clockRealtime = 0;
const readings = 8;

export type ClockOffsetReader = () => ClockOffset;

export function openClockOffset(): ClockOffsetReader {
  const clockGettime = koffi.load(null).func('int clock_gettime(int clock, void *time)');
  const time = new BigInt64Array(2);
  const read = (): ClockReading => {
    const askedNs = monotonicClock();
    clockGettime(clockRealtime, time);
    const answeredNs = monotonicClock();
    const [seconds = 0n, nanoseconds = 0n] = time;
    return { askedNs, answeredNs, thereNs: seconds * 1_000_000_000n + nanoseconds };
  };
  return () => clockOffset(Array.from({ length: readings }, read));
}
