import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onesComplementSum, updatedChecksum } from '../../../src/core/packet/checksum.ts';

describe('the Internet checksum', () => {
  it('is that of RFC 1071, section 3', () => {
    const bytes = Uint8Array.of(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7);
    expect(onesComplementSum(bytes, 0, 8)).toBe(0xddf2);
    expect(onesComplementSum(bytes.subarray(0, 3), 0, 3)).toBe(0x0001 + 0xf200);
  });

  it('updated incrementally is that of the changed bytes', () => {
    const word = fc.integer({ min: 0, max: 0xffff });
    fc.assert(
      fc.property(fc.array(word, { minLength: 2, maxLength: 20 }), word, (words, after) => {
        const sum = (list: readonly number[]) =>
          ~onesComplementSum(
            Uint8Array.from(list.flatMap((value) => [value >>> 8, value & 0xff])),
            0,
            list.length * 2,
          ) & 0xffff;
        const [before = 0, ...rest] = words;
        const updated = updatedChecksum(sum(words), before, after);
        // All zeros and all ones are the same number in one's complement.
        expect(updated % 0xffff).toBe(sum([after, ...rest]) % 0xffff);
      }),
      { seed: 7 },
    );
  });
});
