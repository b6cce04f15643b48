import { describe, expect, it } from 'vitest';
import { type Impairment, unimpaired } from '../../../src/core/lab/impairment.ts';
import { replaceLine } from '../../../src/core/netem/qdisc.ts';
import { type StageKind, stagesOf } from '../../../src/core/netem/stage.ts';
import { stageSetting } from '../../../src/core/netem/stage-setting.ts';

const neutralNetem = (options: Record<string, string>) => {
  const all = {
    limit: '10000',
    delay: '0us 0us',
    loss: 'random 0%',
    duplicate: '0%',
    corrupt: '0%',
    rate: '0bit 0',
    ...options,
  };
  return `netem ${Object.entries(all)
    .map(([name, value]) => `${name} ${value}`)
    .join(' ')}`;
};

function linesOf(kind: StageKind, change: Partial<Impairment>, seed: number | null = null): string[] {
  return stageSetting(kind, { ...unimpaired, ...change }, { mtu: 1500, seed }).qdiscs.map((qdisc) =>
    replaceLine('d', qdisc),
  );
}

describe('the lines for tc', () => {
  const at = 'qdisc replace dev d root handle 1:';
  const packets = (count: number) =>
    ({ limit: { unit: 'packets', packets: count }, aqm: 'drop-tail' }) as const;

  it.each<[string, StageKind, Partial<Impairment>, string]>([
    [
      'independent loss',
      'loss',
      { loss: { model: 'independent', ratio: 0.05 } },
      neutralNetem({ loss: 'random 5%' }),
    ],
    [
      'a share below a thousandth of a per cent',
      'loss',
      { loss: { model: 'independent', ratio: 1e-7 } },
      neutralNetem({ loss: 'random 0.00001%' }),
    ],
    [
      'bursts: r is one in the mean, p keeps the ratio',
      'loss',
      { loss: { model: 'burst', ratio: 0.2, meanBurstPackets: 4 } },
      neutralNetem({ loss: 'gemodel 6.25% 25% 100% 0%' }),
    ],
    [
      'Gilbert-Elliott: h and k are delivery here, loss there',
      'loss',
      { loss: { model: 'gilbert-elliott', p: 0.01, r: 0.25, h: 0.1, k: 0.999 } },
      neutralNetem({ loss: 'gemodel 1% 25% 90% 0.1%' }),
    ],
    ['no loss, named all the same', 'loss', {}, neutralNetem({})],
    ['duplication', 'duplicate', { duplicateRatio: 0.5 }, neutralNetem({ duplicate: '50%' })],
    [
      'a rate in IP bytes; the packet on the line is in the limit and not in the queue',
      'line',
      { rateBitsPerSecond: 1.5e6, queue: packets(20) },
      neutralNetem({ limit: '21', rate: '1500000bit -14' }),
    ],
    [
      'the default queue',
      'line',
      { rateBitsPerSecond: 1e4 },
      neutralNetem({ limit: '1001', rate: '10000bit -14' }),
    ],
    ['no rate any more: order is kept', 'line', {}, neutralNetem({ rate: '1000000000000bit -14' })],
    [
      'delay, in order by a rate that takes no time, and room for all that is in flight',
      'delay',
      { delayMs: 40 },
      neutralNetem({ limit: '80000', delay: '40000us 0us', rate: '1000000000000bit 0' }),
    ],
    [
      'a limit from rate and delay, in the smallest packets',
      'delay',
      { delayMs: 1000, rateBitsPerSecond: 10e6 },
      neutralNetem({ limit: '89286', delay: '1000000us 0us', rate: '1000000000000bit 0' }),
    ],
    [
      'uniform jitter, which has no table',
      'delay',
      { delayMs: 40, jitter: { ms: 5, distribution: 'uniform' } },
      neutralNetem({ limit: '90000', delay: '40000us 5000us', rate: '1000000000000bit 0' }),
    ],
    [
      'a table that is narrower than it should be, and off its middle',
      'delay',
      { delayMs: 40, jitter: { ms: 5, distribution: 'pareto' } },
      neutralNetem({
        limit: '129209',
        delay: '40204us 6100us distribution pareto',
        rate: '1000000000000bit 0',
      }),
    ],
    [
      'a table without a delay, which tc would refuse',
      'delay',
      { jitter: { ms: 1, distribution: 'normal' } },
      neutralNetem({ delay: '1us 1000us distribution normal', rate: '1000000000000bit 0' }),
    ],
  ])('%s', (_, kind, impairment, expected) => {
    expect(linesOf(kind, impairment)).toEqual([`${at} ${expected}`]);
  });

  it('corrupts those that a classifier has chosen, so that they can be counted', () => {
    expect(linesOf('corrupt', { corruptRatio: 0.25 })).toEqual([
      `${at} prio bands 2 priomap ${'0 '.repeat(16).trim()}`,
      'qdisc replace dev d parent 1:1 handle 2: pfifo limit 10000',
      `qdisc replace dev d parent 1:2 handle 3: ${neutralNetem({ corrupt: '100%' })}`,
    ]);
  });

  it("makes late those that a classifier has chosen: netem's own reorder would make them early", () => {
    const lines = linesOf('reorder', { reorder: { ratio: 0.25, byMs: 10 } });
    expect(lines[2]).toBe(
      `qdisc replace dev d parent 1:2 handle 3: ${neutralNetem({ limit: '20000', delay: '10000us 0us', rate: '1000000000000bit 0' })}`,
    );
    expect(lines.join()).not.toContain('reorder');
  });

  it('queues bytes behind a bucket of one packet and a millisecond, IP bytes only', () => {
    const queue = { limit: { unit: 'bytes', bytes: 30_000 }, aqm: 'drop-tail' } as const;
    expect(linesOf('byte-queue', { rateBitsPerSecond: 8e6, queue })).toEqual([
      `${at} stab overhead -14 linklayer ethernet tbf rate 8000000bit burst 2500b limit 100000000b`,
      'qdisc replace dev d parent 1:1 handle 2: bfifo limit 30000b',
    ]);
  });

  it("queues by CoDel with RFC 8289's figures, and marks nothing", () => {
    const queue = { limit: { unit: 'packets', packets: 100 }, aqm: 'codel' } as const;
    expect(linesOf('codel-queue', { rateBitsPerSecond: 8e6, queue })[1]).toBe(
      'qdisc replace dev d parent 1:1 handle 2: codel limit 100 target 5ms interval 100ms noecn',
    );
  });

  it('gives a seed to every netem that draws, where there is one', () => {
    const everything: Partial<Impairment> = {
      loss: { model: 'independent', ratio: 0.1 },
      corruptRatio: 0.1,
      duplicateRatio: 0.1,
      delayMs: 1,
    };
    for (const kind of ['loss', 'corrupt', 'duplicate', 'delay'] as const) {
      expect(linesOf(kind, everything, 417).at(-1)).toMatch(/ seed 417$/);
    }
  });

  it('has no correlation anywhere, nor a unit that tc would take for bytes a second', () => {
    const everything: Impairment = {
      ...unimpaired,
      loss: { model: 'burst', ratio: 0.1, meanBurstPackets: 2 },
      corruptRatio: 0.1,
      duplicateRatio: 0.1,
      delayMs: 10,
      jitter: { ms: 1, distribution: 'normal' },
      rateBitsPerSecond: 1e6,
      reorder: { ratio: 0.1, byMs: 1 },
    };
    const lines = stagesOf(everything).flatMap((kind) => linesOf(kind, everything));
    for (const line of lines) {
      expect(line).not.toMatch(/(random|duplicate|corrupt) [\d.]+% [\d.]+%/);
      expect(line).not.toMatch(/\d[kmg]?bps/);
      expect(line).not.toMatch(/\de[+-]?\d/);
    }
  });
});

describe('the stages of a direction', () => {
  it.each<[string, Partial<Impairment>, StageKind[]]>([
    ['nothing', {}, []],
    ['down alone, which needs no queue', { down: true }, []],
    ['delay', { delayMs: 5 }, ['delay']],
    ['a queue without a rate', { queue: { limit: { unit: 'bytes', bytes: 5 }, aqm: 'drop-tail' } }, []],
    [
      'loss before duplication: copies are not lost again',
      { duplicateRatio: 0.1, loss: { model: 'independent', ratio: 0.1 }, corruptRatio: 0.1 },
      ['loss', 'corrupt', 'duplicate'],
    ],
    [
      'a queue in bytes before the line, and delay after it',
      {
        rateBitsPerSecond: 1e6,
        delayMs: 1,
        reorder: { ratio: 0.1, byMs: 1 },
        queue: { limit: { unit: 'bytes', bytes: 5000 }, aqm: 'drop-tail' },
      },
      ['byte-queue', 'line', 'delay', 'reorder'],
    ],
  ])('%s', (_, change, expected) => {
    expect(stagesOf({ ...unimpaired, ...change })).toEqual(expected);
  });
});
