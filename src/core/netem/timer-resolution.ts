/** How finely the kernel can delay. */

/**
 * Without high-resolution timers all that netem delays, and all that shapers hold, goes on at the kernel's next
 * tick, 1 to 10 ms apart.
 * @param timerList the text of /proc/timer_list, which has a line `.hres_active : 1` for each processor with
 *   such timers (kernel/time/timer_list.c); where it is hidden, as containers' engines do, it is null or empty
 */
export function lacksHighResolution(timerList: string | null): boolean {
  const isShown = timerList?.startsWith('Timer List Version') ?? false;
  return isShown && !/^\s*\.hres_active\s*: 1$/m.test(timerList ?? '');
}
