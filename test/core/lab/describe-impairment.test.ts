import { describe, expect, it } from 'vitest';
import { describeImpairment, describeImpairmentChange } from '../../../src/core/lab/describe-impairment.ts';
import { type Impairment, unimpaired } from '../../../src/core/lab/impairment.ts';

const busy: Impairment = {
  ...unimpaired,
  delayMs: 40,
  jitter: { ms: 5, distribution: 'normal' },
  loss: { model: 'burst', ratio: 0.05, meanBurstPackets: 4 },
  reorder: { ratio: 0.1 + 0.2, byMs: 10 },
  rateBitsPerSecond: 1_500_000,
  queue: { limit: { unit: 'bytes', bytes: 30_000 }, aqm: 'codel' },
};

describe('an impairment in words', () => {
  it('names every part once, in the order of their effect', () => {
    expect(describeImpairment(busy)).toBe(
      'loss 5 % in bursts of 4, rate 1.5 Mbit/s, queue 30 kB CoDel, delay 40 ms, jitter 5 ms normal, reorder 30 % by 10 ms',
    );
  });

  it('says so when there is none', () => {
    expect(describeImpairment(unimpaired)).toBe('unimpaired');
  });
});

describe('a change in words', () => {
  it.each([
    ['a new figure', unimpaired, { ...unimpaired, delayMs: 1500 }, 'delay 1.5 s'],
    ['an end', { ...unimpaired, delayMs: 10 }, unimpaired, 'no delay'],
    ['an outage', unimpaired, { ...unimpaired, down: true }, 'down'],
    ['its end', { ...unimpaired, down: true }, unimpaired, 'up'],
    ['nothing', busy, busy, 'unchanged'],
  ])('%s', (_title, before, after, text) => {
    expect(describeImpairmentChange(before, after)).toBe(text);
  });
});
