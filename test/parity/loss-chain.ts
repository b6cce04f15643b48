/** What a two-state chain that loses every packet in its bad state does to n packets, exactly. */

import { type Band, geometricSumBand } from './binomial.ts';

/** Of the simple Gilbert model: P(good to bad), P(bad to good). */
export interface LossChain {
  readonly p: number;
  readonly r: number;
}

/** The chain of a loss ratio whose bursts have a mean length. */
export function lossChain(ratio: number, meanBurst: number): LossChain {
  const r = 1 / meanBurst;
  return { p: (ratio * r) / (1 - ratio), r };
}

/** Probability of each number of packets lost out of n, for a chain that starts in its stationary distribution. */
export function lossCounts(n: number, { p, r }: LossChain): Float64Array {
  return countEvents(n, { p, r }, (_, bad) => bad);
}

/** Probability of each number of bursts: a lost packet whose predecessor wasn't lost, or that has none. */
export function burstCounts(n: number, { p, r }: LossChain): Float64Array {
  return countEvents(n, { p, r }, (wasBad, bad) => bad && !wasBad);
}

function countEvents(
  n: number,
  { p, r }: LossChain,
  counts: (wasBad: boolean, bad: boolean) => boolean,
): Float64Array {
  const stationary = p / (p + r);
  let good = new Float64Array(n + 1);
  let bad = new Float64Array(n + 1);
  good[0] = 1 - stationary;
  bad[counts(false, true) ? 1 : 0] = stationary;
  for (let i = 1; i < n; i++) {
    const nextGood = new Float64Array(n + 1);
    const nextBad = new Float64Array(n + 1);
    const fromGood = counts(false, true) ? 1 : 0;
    const fromBad = counts(true, true) ? 1 : 0;
    for (let count = 0; count <= i; count++) {
      const g = good[count] ?? 0;
      const b = bad[count] ?? 0;
      nextGood[count] = (nextGood[count] ?? 0) + g * (1 - p) + b * r;
      nextBad[count + fromGood] = (nextBad[count + fromGood] ?? 0) + g * p;
      nextBad[count + fromBad] = (nextBad[count + fromBad] ?? 0) + b * (1 - r);
    }
    good = nextGood;
    bad = nextBad;
  }
  return good.map((probability, count) => probability + (bad[count] ?? 0));
}

/** Of a count with these probabilities: `error / 2` at the most on either side. */
export function bandOf(probabilities: Float64Array, error: number): Band {
  const tail = (order: readonly number[]): number => {
    let sum = 0;
    for (const count of order) {
      sum += probabilities[count] ?? 0;
      if (sum > error / 2) return count;
    }
    return order.at(-1) ?? 0;
  };
  const ascending = [...probabilities.keys()];
  return { low: tail(ascending), high: tail(ascending.reverse()) };
}

/**
 * Of the packets lost in so many bursts. How many bursts there are depends on how long they are, so `error` is
 * shared among all numbers of them that may be seen; the last one may be cut off by the end.
 * @param possible how many different numbers of bursts there may be
 */
export function lostInBursts(bursts: number, r: number, possible: number, error: number): Band {
  const each = error / possible;
  return {
    low: geometricSumBand(bursts - 1, r, each).low + 1,
    high: geometricSumBand(bursts, r, each).high,
  };
}
