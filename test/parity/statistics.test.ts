import { describe, expect, it } from 'vitest';
import {
  binomialAtLeast,
  binomialAtMost,
  binomialBand,
  geometricSumBand,
  percentileBand,
} from './binomial.ts';
import { bandOf, burstCounts, lossChain, lossCounts, lostInBursts } from './loss-chain.ts';

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
const mean = (probabilities: Float64Array) => sum(probabilities.map((value, count) => value * count));

describe('binomial tails', () => {
  it('are those that can be counted by hand', () => {
    expect(binomialAtMost(0, 3, 0.5)).toBeCloseTo(1 / 8, 15);
    expect(binomialAtMost(1, 3, 0.5)).toBeCloseTo(4 / 8, 15);
    expect(binomialAtMost(2, 4, 1 / 3)).toBeCloseTo(72 / 81, 14);
    expect(binomialAtLeast(4, 4, 0.1)).toBeCloseTo(1e-4, 17);
  });

  it('are those of the tables', () => {
    // As in any textbook's: n = 20, p = 0.25; n = 10, p = 0.4.
    expect(binomialAtMost(3, 20, 0.25)).toBeCloseTo(0.2252, 4);
    expect(binomialAtMost(4, 10, 0.4)).toBeCloseTo(0.6331, 4);
  });

  it('keep their digits where they are small', () => {
    expect(binomialAtMost(0, 1000, 0.02) / 0.98 ** 1000).toBeCloseTo(1, 10);
    expect(binomialAtLeast(1000, 1000, 0.98) / 0.98 ** 1000).toBeCloseTo(1, 10);
    expect(binomialAtLeast(3, 3, 1e-4) / 1e-12).toBeCloseTo(1, 6);
  });

  it('add up', () => {
    for (const k of [0, 17, 50, 73, 99]) {
      expect(binomialAtMost(k, 100, 0.5) + binomialAtLeast(k + 1, 100, 0.5)).toBeCloseTo(1, 12);
    }
  });
});

describe('a band', () => {
  it('has no more than its error outside, and would with one count less', () => {
    const { low, high } = binomialBand(2000, 0.05, 1e-6);
    expect(binomialAtMost(low - 1, 2000, 0.05)).toBeLessThanOrEqual(5e-7);
    expect(binomialAtMost(low, 2000, 0.05)).toBeGreaterThan(5e-7);
    expect(binomialAtLeast(high + 1, 2000, 0.05)).toBeLessThanOrEqual(5e-7);
    expect(binomialAtLeast(high, 2000, 0.05)).toBeGreaterThan(5e-7);
  });

  it('of a percentile is that of the sign test', () => {
    // The median of 6 is the third: below the a-quantile when three or more are.
    const { low, high } = percentileBand(6, 0.5, 0.2);
    expect(binomialAtLeast(3, 6, low)).toBeCloseTo(0.1, 9);
    expect(binomialAtMost(2, 6, high)).toBeCloseTo(0.1, 9);
    // The greatest of n exceeds the a-quantile with probability 1 - a^n.
    expect(percentileBand(10, 1, 0.2).low ** 10).toBeCloseTo(0.1, 9);
  });

  it('of geometric lengths is that of one geometric length', () => {
    // P(length > t) = (1 - r)^t.
    const { low, high } = geometricSumBand(1, 0.25, 0.02);
    expect(low).toBe(1);
    expect(0.75 ** high).toBeLessThanOrEqual(0.01);
    expect(0.75 ** (high - 1)).toBeGreaterThan(0.01);
  });
});

describe('a chain of losses', () => {
  const chain = lossChain(0.1, 4);

  it('loses its ratio', () => {
    const counts = lossCounts(500, chain);
    expect(sum(counts)).toBeCloseTo(1, 12);
    expect(mean(counts)).toBeCloseTo(50, 9);
  });

  it('begins as many bursts as it has losses after deliveries', () => {
    // One for each of n - 1 steps from good to bad, and the first packet's.
    expect(mean(burstCounts(500, chain))).toBeCloseTo(499 * 0.9 * chain.p + 0.1, 9);
  });

  it('is binomial where bursts are as long as chance makes them', () => {
    const counts = lossCounts(60, { p: 0.3, r: 0.7 });
    const atMost = sum(counts.slice(0, 13));
    expect(atMost).toBeCloseTo(binomialAtMost(12, 60, 0.3), 12);
    expect(bandOf(counts, 0.01)).toEqual(binomialBand(60, 0.3, 0.01));
  });

  it('loses about four packets a burst', () => {
    const { low, high } = lostInBursts(100, 0.25, 1, 0.01);
    expect(low).toBeLessThan(400);
    expect(low).toBeGreaterThan(280);
    expect(high).toBeGreaterThan(400);
    expect(high).toBeLessThan(520);
    expect(lostInBursts(100, 0.25, 50, 0.01).high).toBeGreaterThan(high);
  });
});
