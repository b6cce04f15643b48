import { describe, expect, it } from 'vitest';
import { netemLine } from '../../../src/core/export/netem-line.ts';
import { type Impairment, unimpaired } from '../../../src/core/lab/impairment.ts';

function options(changes: Partial<Impairment>): string {
  const [limit, , ...others] = netemLine({ ...unimpaired, ...changes }).options;
  if (limit !== undefined) expect(limit).toBe('limit');
  return others.join(' ');
}

describe('netemLine', () => {
  it.each<[Partial<Impairment>, string]>([
    [{}, ''],
    [{ down: true, loss: { model: 'independent', ratio: 0.1 } }, 'loss random 100%'],
    [{ loss: { model: 'independent', ratio: 0.05 } }, 'loss random 5%'],
    // r = 1/4, p = r * 0.2/0.8
    [{ loss: { model: 'burst', ratio: 0.2, meanBurstPackets: 4 } }, 'loss gemodel 6.25% 25% 100% 0%'],
    // p would be 3: the ratio is kept, and r = 0.2 / 0.8.
    [{ loss: { model: 'burst', ratio: 0.8, meanBurstPackets: 1.25 } }, 'loss gemodel 100% 25% 100% 0%'],
    [{ loss: { model: 'gilbert-elliott', p: 0.01, r: 0.25, h: 0.1, k: 0.99 } }, 'loss gemodel 1% 25% 90% 1%'],
    [{ delayMs: 40 }, 'delay 40000us'],
    [{ delayMs: 40, jitter: { ms: 5, distribution: 'uniform' } }, 'delay 40000us 5000us'],
    [{ delayMs: 40, jitter: { ms: 5, distribution: 'normal' } }, 'delay 40000us 5000us distribution normal'],
    [{ duplicateRatio: 0.02, corruptRatio: 0.01 }, 'corrupt 1% duplicate 2%'],
    [{ rateBitsPerSecond: 1e6 }, 'rate 1000000bit'],
  ])('%o: %s', (changes, expected) => {
    expect(options(changes)).toBe(expected);
  });

  it('has room for the queue and for what is in flight', () => {
    const queue = { limit: { unit: 'packets', packets: 50 }, aqm: 'drop-tail' } as const;
    // 12 Mbit/s are 1000 packets of 1500 bytes a second, 100 of them in 100 ms.
    const { options: words } = netemLine({ ...unimpaired, delayMs: 100, rateBitsPerSecond: 12e6, queue });
    expect(words[1]).toBe('151');
  });

  it('names what one netem has no way to do', () => {
    const { leftOut } = netemLine({
      ...unimpaired,
      reorder: { ratio: 0.1, byMs: 10 },
      corruptPayloadRatio: 0.1,
      trace: { file: 'trace', opportunitiesMs: [1] },
      queue: { limit: { unit: 'bytes', bytes: 3000 }, aqm: 'codel' },
    });
    expect(leftOut).toEqual([
      'reordering',
      'corrupt-payload',
      'the delivery trace',
      'CoDel',
      'the queue in bytes',
    ]);
  });
});
