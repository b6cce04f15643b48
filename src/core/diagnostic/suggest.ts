/** "Did you mean": the candidate nearest to a misspelt word. */

const longestWord = 64;

/** The nearest candidate, if it is near enough that it may have been meant. Null otherwise. */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  // Any other letter is one step away from a name of one letter.
  if (word.length < 2 || word.length > longestWord) return null;
  const folded = word.toLowerCase();
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (candidate.length > longestWord) continue;
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = editDistance(folded, candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** `did you mean "delay"?`, or what there is to choose from where the list is short, or null. */
export function suggestion(word: string, candidates: Iterable<string>): string | null {
  const all = [...candidates];
  const near = nearest(word, all);
  if (near !== null) return `did you mean "${near}"?`;
  if (all.length === 0 || all.length > 20) return null;
  return `known: ${all.join(', ')}`;
}

/**
 * Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
 * @param limit from which on the exact figure doesn't matter: the result is then `limit` or more
 */
export function editDistance(a: string, b: string, limit = Number.POSITIVE_INFINITY): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, at(beforeLast, j - 2) + 1);
      }
      row.push(cost);
    }
    if (Math.min(...row) >= limit) return limit;
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
