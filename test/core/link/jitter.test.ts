import { describe, expect, it } from 'vitest';
import type { JitterDistribution } from '../../../src/core/lab/impairment.ts';
import { jitterQuantile } from '../../../src/core/link/jitter.ts';
import { normalQuantile } from '../../../src/core/link/normal-quantile.ts';

const points = 200_000;

/** Mean and deviation over an even grid of quantiles: numerical integration, no chance in it. */
function moments(distribution: JitterDistribution): { mean: number; deviation: number } {
  let sum = 0;
  let squares = 0;
  for (let index = 0; index < points; index++) {
    const value = jitterQuantile(distribution, (index + 0.5) / points);
    sum += value;
    squares += value ** 2;
  }
  const mean = sum / points;
  return { mean, deviation: Math.sqrt(squares / points - mean ** 2) };
}

describe('jitter', () => {
  it('has mean 0, and the deviation that is asked for', () => {
    for (const distribution of ['normal', 'pareto', 'paretonormal'] as const) {
      const { mean, deviation } = moments(distribution);
      expect(mean, distribution).toBeCloseTo(0, 4);
      expect(deviation, distribution).toBeCloseTo(1, 3);
    }
    expect(moments('uniform').deviation).toBeCloseTo(1 / Math.sqrt(3), 6);
  });

  it('is finite and rises with its draw', () => {
    for (const distribution of ['uniform', 'normal', 'pareto', 'paretonormal'] as const) {
      let last = Number.NEGATIVE_INFINITY;
      for (let index = 0; index <= 1000; index++) {
        const value = jitterQuantile(distribution, Math.min(index / 1000, 1 - 2 ** -32));
        expect(Number.isFinite(value)).toBe(true);
        expect(value).toBeGreaterThanOrEqual(last);
        last = value;
      }
    }
  });

  it('has the tails of its shape', () => {
    // Upper 1 %: a heavy tail goes further than the normal one, and its lower side ends abruptly.
    expect(jitterQuantile('normal', 0.99)).toBeCloseTo(2.3263, 3);
    expect(jitterQuantile('pareto', 0.99)).toBeGreaterThan(4);
    expect(jitterQuantile('pareto', 0)).toBeGreaterThan(-1);
  });
});

describe('normalQuantile', () => {
  it('agrees with tables', () => {
    const table = [
      [0.5, 0],
      [0.8413447460685429, 1],
      [0.9772498680518208, 2],
      [0.0013498980316301, -3],
      [0.9999683287581669, 4],
    ];
    for (const [probability = 0, z = 0] of table) expect(normalQuantile(probability)).toBeCloseTo(z, 7);
  });
});
