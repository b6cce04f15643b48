import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SequenceRanges } from '../../../src/core/measure/sequence-ranges.ts';

describe('SequenceRanges', () => {
  it('counts each sequence number once, across the wrap', () => {
    const ranges = new SequenceRanges();
    const near = 2 ** 32 - 10;
    expect(ranges.add(near, 10)).toBe(10);
    expect(ranges.add(0, 10)).toBe(10);
    expect(ranges.add(near, 20)).toBe(0);
    expect(ranges.add(5, 10)).toBe(5);
    expect(ranges.add(20, 5)).toBe(5);
    expect(ranges.add(14, 8)).toBe(5);
    expect(ranges.add(20, 0)).toBe(0);
  });

  it('agrees with a set of numbers', () => {
    const segments = fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 60 })));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), segments, (origin, added) => {
        const ranges = new SequenceRanges();
        const seen = new Set<number>();
        for (const [start, length] of added) {
          let fresh = 0;
          for (let at = start; at < start + length; at++) {
            if (!seen.has(at)) fresh++;
            seen.add(at);
          }
          expect(ranges.add((origin + start) % 2 ** 32, length)).toBe(fresh);
        }
      }),
      { seed: 4, numRuns: 500 },
    );
  });
});
