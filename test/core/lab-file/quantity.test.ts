import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as quantities from '../../../src/core/lab-file/quantity.ts';
import { type Dimension, parseQuantity, quantityPattern } from '../../../src/core/lab-file/quantity.ts';

const value = (input: unknown, dimension: Dimension) => {
  const parsed = parseQuantity(input, dimension);
  return parsed.ok ? parsed.value : parsed.error.message;
};

describe('quantities', () => {
  it.each([
    ['250us', quantities.duration, 0.25],
    ['40ms', quantities.duration, 40],
    ['2.5s', quantities.duration, 2500],
    ['1min', quantities.duration, 60_000],
    ['5%', quantities.ratio, 0.05],
    [0.05, quantities.ratio, 0.05],
    ['0.05', quantities.ratio, 0.05],
    ['4.35kB', quantities.size, 4350],
    ['4MiB', quantities.size, 4_194_304],
    ['1.5Mbit', quantities.bitRate, 1_500_000],
    ['100/s', quantities.packetRate, 100],
    ['20 packets', quantities.packetCount, 20],
    ['1 packet', quantities.packetCount, 1],
  ])('reads %s', (text, dimension, expected) => {
    expect(value(text, dimension)).toBe(expected);
  });

  it.each([
    [40, quantities.duration, '40 has no unit: a duration needs one of us, ms, s, min'],
    [0, quantities.duration, '0 has no unit: a duration needs one of us, ms, s, min'],
    ['-1ms', quantities.duration, '-1ms is negative: a duration is 0 or more'],
    ['150%', quantities.ratio, '150% is too much: a ratio is at most 100%'],
    [Number.NaN, quantities.ratio, 'NaN is not a finite number'],
    [Number.POSITIVE_INFINITY, quantities.ratio, 'Infinity is not a finite number'],
    ['10mbps', quantities.bitRate, 'mbps is refused: to tc it means bytes per second, to most people bits'],
    ['0.5B', quantities.size, '0.5B is not a whole number of bytes'],
    ['4m', quantities.size, 'unknown unit "m": a size is written in B, kB, MB, GB, KiB, MiB, GiB'],
  ])('refuses %s', (text, dimension, message) => {
    expect(value(text, dimension)).toBe(message);
  });

  it('proposes the unit that was meant', () => {
    expect(parseQuantity('10mbit', quantities.bitRate)).toMatchObject({
      error: { hint: 'did you mean 10Mbit?' },
    });
    expect(parseQuantity('10mbps', quantities.bitRate)).toMatchObject({
      error: { hint: 'for bits per second write 10Mbit' },
    });
  });

  const all = Object.values(quantities).filter((entry): entry is Dimension => typeof entry === 'object');

  it('takes what its own pattern allows, within the range, and nothing else', () => {
    for (const dimension of all) {
      const pattern = new RegExp(quantityPattern(dimension));
      const units = [...dimension.units.keys(), ...(dimension.bare ? [''] : [])];
      const written = fc
        .tuple(fc.nat(10_000), fc.option(fc.nat(999)), fc.constantFrom(...units), fc.boolean())
        .map(
          ([whole, part, unit, space]) =>
            `${whole}${part === null ? '' : `.${part}`}${space ? ' ' : ''}${unit}`,
        );
      fc.assert(
        fc.property(written, (text) => {
          const parsed = parseQuantity(text, dimension);
          const fits = parsed.ok || /too much|whole number/.test(parsed.error.message);
          return fits && (pattern.test(text) || text.endsWith(' '));
        }),
        { seed: 1 },
      );
      fc.assert(
        fc.property(fc.string(), (text) => !parseQuantity(text, dimension).ok || pattern.test(text.trim())),
        { seed: 2 },
      );
    }
  });

  it('keeps whole numbers exact in every unit', () => {
    const bytes = { B: 1, kB: 1000, MB: 1e6, KiB: 1024, MiB: 1024 ** 2 };
    fc.assert(
      fc.property(fc.nat(100_000), fc.constantFrom(...Object.entries(bytes)), (count, [unit, factor]) => {
        expect(value(`${count}${unit}`, quantities.size)).toBe(count * factor);
      }),
      { seed: 3 },
    );
  });
});
