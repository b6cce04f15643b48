/**
 * Jain's fairness index, (sum of x)^2 / (n * sum of x^2): 1 when all have the same, 1/n when one has all
 * (R. Jain, D. Chiu, W. Hawe, DEC-TR-301, 1984).
 * @param shares none negative
 * @returns null where nobody has anything, and nothing can be said
 */
export function fairnessIndex(shares: readonly number[]): number | null {
  // Relative to the greatest, so that no square overflows or vanishes.
  const most = Math.max(0, ...shares);
  if (most === 0) return null;
  const relative = shares.map((share) => share / most);
  const sum = relative.reduce((total, share) => total + share, 0);
  const squares = relative.reduce((total, share) => total + share * share, 0);
  return (sum * sum) / (shares.length * squares);
}
