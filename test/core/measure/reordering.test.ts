import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measureReordering } from '../../../src/core/measure/reordering.ts';

/** The definitions of RFC 4737, sections 3, 4 and 5, word for word and slow. */
function byDefinition(sequence: readonly number[], n: number) {
  let nextExpected = 0;
  let reorderedPackets = 0;
  let nReorderedPackets = 0;
  let extentMax = 0;
  sequence.forEach((s, i) => {
    if (s >= nextExpected) {
      nextExpected = s + 1;
      return;
    }
    reorderedPackets++;
    extentMax = Math.max(extentMax, i - sequence.findIndex((earlier) => earlier > s));
    if (i >= n && sequence.slice(i - n, i).every((before) => before > s)) nReorderedPackets++;
  });
  const ratio = sequence.length === 0 ? 0 : reorderedPackets / sequence.length;
  return { reorderedPackets, ratio, extentMax, nReorderedPackets };
}

describe('on known sequences', () => {
  const cases = [
    { title: 'in order', order: [1, 2, 3, 4], reordered: 0, extent: 0, threes: 0 },
    { title: 'gaps are no reordering', order: [1, 4, 9], reordered: 0, extent: 0, threes: 0 },
    // One packet, 5, overtakes two.
    { title: '1, 2, 5, 3, 4', order: [1, 2, 5, 3, 4], reordered: 2, extent: 2, threes: 0 },
    {
      title: 'one packet is three late',
      order: [1, 2, 3, 5, 6, 7, 4, 8],
      reordered: 1,
      extent: 3,
      threes: 1,
    },
    { title: 'two late', order: [1, 2, 3, 5, 6, 4, 7, 8], reordered: 1, extent: 2, threes: 0 },
    // 5 comes right after four that are above it; 6 after 5, so that it is reordered but not 1-reordered.
    {
      title: 'two blocks swapped',
      order: [1, 2, 3, 4, 7, 8, 9, 10, 5, 6, 11],
      reordered: 2,
      extent: 5,
      threes: 1,
    },
  ];
  it.each(cases)('$title', ({ order, reordered, extent, threes }) => {
    expect(measureReordering(order)).toEqual({
      reorderedPackets: reordered,
      ratio: reordered / order.length,
      extentMax: extent,
      nReorderedPackets: threes,
    });
  });
});

it('agrees with the definition on any order', () => {
  const order = fc.uniqueArray(fc.nat(60), { maxLength: 40 });
  fc.assert(
    fc.property(order, fc.integer({ min: 1, max: 5 }), (sequence, n) => {
      expect(measureReordering(sequence, n)).toEqual(byDefinition(sequence, n));
    }),
  );
});
