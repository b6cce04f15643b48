/** Which sequence numbers of a TCP connection's direction were seen so far (RFC 9293, section 3.4: modulo 2^32). */

export class SequenceRanges {
  /** Starts and ends in turn, ascending, unwrapped. */
  readonly #edges: number[] = [];
  #last: number | null = null;

  /** @returns how many of these sequence numbers are seen for the first time */
  add(sequence: number, length: number): number {
    // Signed distance: the nearest of all numbers that are the same modulo 2^32.
    const last = this.#last ?? sequence;
    let start = last + ((sequence - last) | 0);
    this.#last = start;
    if (length <= 0) return 0;
    let end = start + length;
    const edges = this.#edges;
    let fresh = length;
    // New data mostly follows the latest: look from the end.
    let from = edges.length;
    while (from > 0 && (edges[from - 1] ?? 0) >= start) from -= 2;
    let to = from;
    while (to < edges.length && (edges[to] ?? 0) <= end) {
      const low = edges[to] ?? 0;
      const high = edges[to + 1] ?? 0;
      fresh -= Math.max(0, Math.min(high, end) - Math.max(low, start));
      to += 2;
    }
    for (let at = from; at < to; at += 2) {
      start = Math.min(start, edges[at] ?? start);
      end = Math.max(end, edges[at + 1] ?? end);
    }
    edges.splice(from, to - from, start, end);
    return fresh;
  }
}
