/** Whether a program that was cut off at the time limit had its chance. */

/** Of the time limit. More than that is the machine's share in what came of it. */
const mostWaited = 0.25;
/** What has run for as much of it as that was kept busy by itself. */
const leastRun = 0.5;

/**
 * @param share what the program got of the processors, its threads together, and what the thread that waited longest waited for one
 * @returns why its failure doesn't count; null where it does
 */
export function starvation(
  program: string,
  share: { readonly ranMs: number; readonly waitedMs: number },
  timeLimitMs: number,
): string | null {
  if (share.waitedMs < mostWaited * timeLimitMs || share.ranMs >= leastRun * timeLimitMs) return null;
  const seconds = (ms: number): string => (ms / 1000).toFixed(1);
  return (
    `the machine was too busy: of ${seconds(timeLimitMs)} s ${program} waited ${seconds(share.waitedMs)} s` +
    ` for a processor (limit ${seconds(mostWaited * timeLimitMs)} s)`
  );
}
