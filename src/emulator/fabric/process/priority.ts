/** Makes this process wake up in time on a busy machine, as far as it is allowed to. */

import { readdirSync } from 'node:fs';
import { setPriority } from 'node:os';
import { lastErrorName, libc } from './libc.ts';

const SCHED_OTHER = 0;
const SCHED_RR = 2;
const PR_SET_TIMERSLACK = 29;
const raisedNice = -15;

/** Returns what was got, for people. */
export function raisePriority(): string {
  libc.prctl(PR_SET_TIMERSLACK, 1);
  // All threads: the main one would wait for helpers of the garbage collector that never get to run.
  const threads = readdirSync('/proc/self/task').map(Number);
  const parameters = Int32Array.of(1);
  const refused = threads.filter((thread) => libc.setScheduler(thread, SCHED_RR, parameters) < 0);
  if (refused.length === 0) return 'real-time (SCHED_RR 1)';
  const reason = lastErrorName();
  try {
    for (const thread of threads) setPriority(thread, raisedNice);
    return `nice ${raisedNice} (real-time refused: ${reason})`;
  } catch {
    return `ordinary (raising it refused: ${reason})`;
  }
}

/** For work that nobody waits for with a clock, and that would keep others from the processor. */
export function lowerPriority(): void {
  for (const thread of readdirSync('/proc/self/task').map(Number)) {
    libc.setScheduler(thread, SCHED_OTHER, Int32Array.of(0));
  }
}
