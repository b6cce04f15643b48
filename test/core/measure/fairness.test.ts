import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fairnessIndex } from '../../../src/core/measure/fairness.ts';

describe('fairnessIndex', () => {
  it.each<[number[], number | null]>([
    [[5, 5, 5], 1],
    [[1, 0], 0.5],
    [[0, 0, 0, 7], 0.25],
    [[3, 1], 0.8],
    [[0, 0], null],
    [[1e300, 1e300], 1],
    [[1e-300, 1e-300], 1],
  ])('%j has %s', (shares, index) => {
    const found = fairnessIndex(shares);
    if (index === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(index, 12);
  });

  it('lies between 1/n and 1, whatever the unit and the order', () => {
    const shares = fc.array(fc.nat(1e9), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(shares, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (found, unit) => {
        const index = fairnessIndex(found);
        if (index === null) return;
        expect(index).toBeGreaterThanOrEqual(1 / found.length - 1e-9);
        expect(index).toBeLessThanOrEqual(1 + 1e-9);
        expect(fairnessIndex(found.map((share) => share * unit).reverse())).toBeCloseTo(index, 6);
      }),
      { seed: 3 },
    );
  });
});
