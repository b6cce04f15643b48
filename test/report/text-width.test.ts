import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTable } from '../../src/report/table.ts';
import { padToWidth, textWidth, truncateToWidth } from '../../src/report/text-width.ts';

describe('truncateToWidth', () => {
  it.each([
    ['short', 10, 'short'],
    ['exactly ten', 11, 'exactly ten'],
    ['much too long', 6, 'much …'],
    ['世界世界', 5, '世界…'],
    ['世界世界', 4, '世…'],
    ['👩‍💻👩‍💻', 3, '👩‍💻…'],
    ['abc', 1, '…'],
    ['abc', 0, ''],
  ])('%s in %d columns: %s', (text, columns, cut) => {
    expect(truncateToWidth(text, columns)).toBe(cut);
  });

  it('never exceeds its columns, and padding fills them', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ' ', '世', 'é', 'e\u0301', '👩‍💻', '🇩🇪', '\u200d') });
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 12 }), (any, columns) => {
        const cut = truncateToWidth(any, columns);
        expect(textWidth(cut)).toBeLessThanOrEqual(columns);
        expect(textWidth(padToWidth(cut, columns))).toBe(columns);
      }),
    );
  });
});

describe('formatTable', () => {
  it('aligns columns, leaves out empty ones, and makes cells safe', () => {
    const rows = [
      ['世界', '', '1'],
      ['a\x1b[31m\nb', '', '1000'],
    ];
    expect(formatTable(['name', 'nothing', 'count'], rows)).toEqual([
      'name  count',
      '世界      1',
      'a␊b    1000',
    ]);
  });
});
