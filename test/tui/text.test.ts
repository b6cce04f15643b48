import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Impairment, unimpaired } from '../../src/core/lab/impairment.ts';
import { glyphsFor, isUtf8Locale } from '../../src/tui/glyphs.ts';
import { stepDelay, stepLoss, stepRate } from '../../src/tui/impairment-steps.ts';
import { averageLoss, impairmentText } from '../../src/tui/impairment-text.ts';
import { clip, clipLine, lineWidth, span, textWidth, wrap } from '../../src/tui/line.ts';
import { bytesText, clockText, countText, durationText, rateText } from '../../src/tui/quantity-text.ts';
import { sparkline } from '../../src/tui/sparkline.ts';

const glyphs = glyphsFor(true);
const anyText = fc.string({ unit: 'grapheme', maxLength: 40 });

describe('quantities', () => {
  it.each([
    [rateText(0), '0 bit/s'],
    [rateText(999.4), '999 bit/s'],
    [rateText(999.6), '1.00 kbit/s'],
    [rateText(2_310_000), '2.31 Mbit/s'],
    [rateText(99_960_000), '100 Mbit/s'],
    [bytesText(4_000_000), '4.00 MB'],
    [countText(99_999), '99999'],
    [countText(123_456), '123k'],
    [durationText(0.0004), '0.4 ms'],
    [durationText(0.0823), '82.3 ms'],
    [durationText(0.9999), '1.00 s'],
    [durationText(2.5), '2.50 s'],
    [clockText(4.25), '4.2 s'],
    [clockText(59.99), '59.9 s'],
    [clockText(64), '1:04 min'],
    [clockText(-1), '0.0 s'],
  ])('%s is %s', (text, expected) => {
    expect(text).toBe(expected);
  });

  it('never outgrow their columns', () => {
    const value = fc.double({ min: 0, max: 9e14, noNaN: true });
    fc.assert(
      fc.property(value, (number) => {
        expect(rateText(number).length).toBeLessThanOrEqual(11);
        expect(bytesText(Math.min(number, 9.9e14)).length).toBeLessThanOrEqual(7);
        expect(countText(Math.min(number, 9.9e11)).length).toBeLessThanOrEqual(5);
        expect(durationText(Math.min(number, 999)).length).toBeLessThanOrEqual(7);
      }),
    );
  });
});

describe('text in columns', () => {
  it('is never wider than asked, wide characters and combining marks included', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 0, max: 30 }), (text, width) => {
        expect(textWidth(clip(text, width, '…'))).toBeLessThanOrEqual(width);
        expect(lineWidth(clipLine([span(text), span(text, 'bold')], width, '…'))).toBeLessThanOrEqual(width);
        for (const row of wrap(text, Math.max(1, width), '…')) {
          expect(textWidth(row)).toBeLessThanOrEqual(Math.max(1, width));
        }
      }),
    );
  });

  it('is marked where it was cut', () => {
    expect(clip('abcdef', 4, '…')).toBe('abc…');
    expect(clipLine([span('abc'), span('def')], 4, '…').map(({ text }) => text)).toEqual(['abc', '…']);
    expect(clipLine([span('abc'), span('def')], 3, '…').map(({ text }) => text)).toEqual(['ab…']);
  });
});

describe('an impairment in words', () => {
  const impairment: Impairment = {
    ...unimpaired,
    delayMs: 40,
    jitter: { ms: 5, distribution: 'normal' },
    loss: { model: 'independent', ratio: 0.05 },
    rateBitsPerSecond: 1.5e6,
    duplicateRatio: 0.02,
  };

  it('drops whole parts, never half a figure', () => {
    expect(impairmentText(impairment, 80, glyphs)).toBe('40 ms ±5 ms · 5% loss · 1.5 Mbit/s · 2% dup');
    expect(impairmentText(impairment, 42, glyphs)).toBe('40 ms ±5 ms · 5% loss · 1.5 Mbit/s · +1');
    expect(impairmentText(impairment, 20, glyphs)).toBe('40 ms ±5 ms · +3');
    expect(impairmentText(impairment, 5, glyphs)).toBe('+4');
    expect(impairmentText(impairment, 1, glyphs)).toBe('');
    expect(impairmentText({ ...impairment, down: true }, 20, glyphs)).toBe('DOWN');
    expect(impairmentText(unimpaired, 20, glyphs)).toBe('clean');
  });

  it('gives Gilbert-Elliott its stationary loss', () => {
    // A quarter of the time in a bad state that delivers nothing.
    expect(averageLoss({ model: 'gilbert-elliott', p: 0.1, r: 0.3, h: 0, k: 1 })).toBeCloseTo(0.25);
    expect(averageLoss({ model: 'gilbert-elliott', p: 0, r: 0, h: 0, k: 0.9 })).toBeCloseTo(0.1);
  });
});

describe('steps', () => {
  it('go through all values and stop at both ends', () => {
    let impairment = unimpaired;
    const losses = Array.from({ length: 10 }, () => {
      impairment = stepLoss(impairment, 'up');
      return averageLoss(impairment.loss);
    });
    expect(losses).toEqual([0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 1, 1]);
    for (let step = 0; step < 9; step++) impairment = stepLoss(impairment, 'down');
    expect(impairment.loss).toBeNull();
    expect(stepDelay(unimpaired, 'down').delayMs).toBe(0);
    expect(stepDelay({ ...unimpaired, delayMs: 700 }, 'down').delayMs).toBe(500);
    expect(stepRate(unimpaired, 'up')).toBe(unimpaired);
    expect(stepRate(unimpaired, 'down').rateBitsPerSecond).toBe(100e6);
    expect(stepRate({ ...unimpaired, rateBitsPerSecond: 100e6 }, 'up').rateBitsPerSecond).toBeNull();
  });

  it('keep bursts as long as their length can give the ratio', () => {
    const bursty: Impairment = { ...unimpaired, loss: { model: 'burst', ratio: 0.3, meanBurstPackets: 1 } };
    expect(stepLoss(bursty, 'up').loss).toEqual({ model: 'burst', ratio: 0.5, meanBurstPackets: 1 });
    expect(stepLoss(stepLoss(bursty, 'up'), 'up').loss).toEqual({ model: 'independent', ratio: 1 });
  });
});

describe('drawing characters', () => {
  it('draws the last values, the highest one full, and nothing for nothing', () => {
    expect(sparkline([9, 1, 8, 0, 4], 4, glyphs.bars)).toBe('▂█ ▅');
    expect(sparkline([1], 4, glyphs.bars)).toBe('█   ');
    expect(sparkline([], 3, glyphs.bars)).toBe('   ');
    expect(sparkline([0, 0], 3, glyphs.bars)).toBe('   ');
  });

  it.each([
    [{ LANG: 'de_DE.UTF-8' }, true],
    [{ LANG: 'C.utf8' }, true],
    [{ LANG: 'de_DE.UTF-8', LC_ALL: 'C' }, false],
    [{ LANG: 'C', LC_CTYPE: 'en_US.UTF-8' }, true],
    [{}, false],
  ])('are Unicode with %j: %s', (env, expected) => {
    expect(isUtf8Locale(env)).toBe(expected);
  });
});
