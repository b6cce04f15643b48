import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DueHeap } from '../../../src/core/link/due-heap.ts';

describe('DueHeap', () => {
  it('gives entries by time, equal ones in the order they came, like a stable sort', () => {
    const times = fc.array(fc.nat(20), { maxLength: 3000 });
    fc.assert(
      fc.property(times, (times) => {
        const heap = new DueHeap();
        for (const [index, time] of times.entries()) heap.push(time, index);
        const sorted = [...times.keys()].sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0));
        expect(sorted.map(() => heap.pop())).toEqual(sorted);
        expect(heap.firstNs).toBe(Number.POSITIVE_INFINITY);
      }),
      { numRuns: 50, seed: 6 },
    );
  });
});
