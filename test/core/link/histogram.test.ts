import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from '../../../src/core/link/histogram.ts';

describe('Histogram', () => {
  it('gives nearest-rank percentiles to within 0.8 %', () => {
    const values = fc.array(fc.integer({ min: 1, max: 10 ** 12 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (values, ratio) => {
        const histogram = new Histogram();
        for (const value of values) histogram.add(value);
        const sorted = [...values].sort((a, b) => a - b);
        const exact = sorted[Math.max(1, Math.ceil(ratio * values.length)) - 1] ?? 0;
        const told = histogram.percentileNs(ratio) ?? Number.NaN;
        expect(Math.abs(told - exact) / exact).toBeLessThanOrEqual(1 / 128);
      }),
      { seed: 4 },
    );
  });

  it('has none when empty, and takes zero and less for the least', () => {
    const histogram = new Histogram();
    expect(histogram.percentileNs(0.5)).toBeNull();
    histogram.add(-5);
    expect(histogram.percentileNs(0.5)).toBeLessThan(2);
  });
});
