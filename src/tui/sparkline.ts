/**
 * The last `width` values as bars, the highest of them full, filling up from the left;
 * nothing is drawn where there was nothing.
 * @param bars from lowest to highest
 */
export function sparkline(values: readonly number[], width: number, bars: readonly string[]): string {
  const shown = width > 0 ? values.slice(-width) : [];
  const highest = Math.max(...shown, 0);
  const drawn = shown.map((value) => {
    if (!(value > 0)) return ' ';
    return bars[Math.min(bars.length - 1, Math.floor((value / highest) * bars.length))] ?? ' ';
  });
  return drawn.join('').padEnd(Math.max(0, width));
}
