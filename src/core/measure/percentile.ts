/**
 * The nearest-rank percentile: the smallest value that at least `ratio` of the values don't exceed
 * (RFC 2330 section 11.3). It is always one of the values; nothing is interpolated.
 * @param sorted ascending
 * @param ratio 0 to 1; 0 gives the minimum
 * @returns null when there are no values
 */
export function percentile(sorted: ArrayLike<number>, ratio: number): number | null {
  const rank = Math.max(1, Math.ceil(ratio * sorted.length));
  return sorted[rank - 1] ?? null;
}
