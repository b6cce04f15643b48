/**
 * Reordering by RFC 4737, on sequence numbers in order of arrival. Duplicates are to be left out
 * beforehand: only the first copy counts (section 3).
 */

export interface Reordering {
  /** Packets that came after one with a higher sequence number (section 3). */
  readonly reorderedPackets: number;
  /** Of all that came (section 4.1); 0 when nothing did. */
  readonly ratio: number;
  /** The largest extent: how many arrivals back the earliest packet is that overtook it (section 4.2). */
  readonly extentMax: number;
  /** Packets overtaken by at least `n` of their immediate predecessors each (section 5). */
  readonly nReorderedPackets: number;
}

/** @param n what counts for `nReorderedPackets`; 3 is TCP's duplicate-ACK threshold */
export function measureReordering(sequence: ArrayLike<number>, n = 3): Reordering {
  let nextExpected = -Infinity;
  let reorderedPackets = 0;
  let nReorderedPackets = 0;
  let extentMax = 0;
  // Arrivals that raised the maximum: the earliest one above s is found among these.
  const maxima: number[] = [];
  for (let i = 0; i < sequence.length; i++) {
    const s = sequence[i] ?? 0;
    if (s >= nextExpected) {
      nextExpected = s + 1;
      maxima.push(i);
      continue;
    }
    reorderedPackets++;
    extentMax = Math.max(extentMax, i - earliestAbove(sequence, maxima, s));
    if (overtakenByLast(sequence, i, n)) nReorderedPackets++;
  }
  const ratio = sequence.length === 0 ? 0 : reorderedPackets / sequence.length;
  return { reorderedPackets, ratio, extentMax, nReorderedPackets };
}

function earliestAbove(sequence: ArrayLike<number>, maxima: readonly number[], s: number): number {
  let low = 0;
  let high = maxima.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sequence[maxima[middle] ?? 0] ?? 0) > s) high = middle;
    else low = middle + 1;
  }
  return maxima[low] ?? 0;
}

function overtakenByLast(sequence: ArrayLike<number>, i: number, n: number): boolean {
  if (i < n) return false;
  const s = sequence[i] ?? 0;
  for (let j = i - n; j < i; j++) {
    if ((sequence[j] ?? 0) <= s) return false;
  }
  return true;
}
