/** What a program got of the processors, by the kernel's account (/proc/PID/schedstat; sched-stats.rst). */

export interface ProcessorShare {
  /** All its threads together. */
  readonly ranMs: number;
  /** The thread that waited longest although it could have run. */
  readonly waitedMs: number;
}

/**
 * @param schedstat for each thread a line: nanoseconds that it ran, nanoseconds that it waited, time slices
 * @returns null without any: the kernel keeps no such account, or the program has ended
 */
export function processorShare(schedstat: string): ProcessorShare | null {
  const threads = [...schedstat.matchAll(/^(\d+) (\d+) \d+$/gm)].map(([, ranNs, waitedNs]) => ({
    ranMs: Number(ranNs) / 1e6,
    waitedMs: Number(waitedNs) / 1e6,
  }));
  if (threads.length === 0) return null;
  return {
    ranMs: threads.reduce((sum, { ranMs }) => sum + ranMs, 0),
    waitedMs: Math.max(...threads.map(({ waitedMs }) => waitedMs)),
  };
}
