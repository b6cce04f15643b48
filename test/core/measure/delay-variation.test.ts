import { describe, expect, it } from 'vitest';
import { delayVariations, interarrivalJitter } from '../../../src/core/measure/delay-variation.ts';

describe('interarrival jitter', () => {
  it.each([16, 64])('after %i differences of 10 is 10 (1 - (15/16)^n)', (n) => {
    const transits = Array.from({ length: n + 1 }, (_, i) => (i % 2 === 0 ? 50 : 60));
    expect(interarrivalJitter(transits)).toBeCloseTo(10 * (1 - (15 / 16) ** n), 9);
  });

  it('is 0 at constant delay', () => {
    expect(interarrivalJitter([40, 40, 40])).toBe(0);
  });

  it('has no value for a single packet', () => {
    expect(interarrivalJitter([40])).toBeNull();
  });
});

it('delay variation takes only pairs of which both arrived', () => {
  const transits = Float64Array.of(10, 14, Number.NaN, 20, 11);
  expect([...delayVariations(transits)]).toEqual([4, 9]);
});
