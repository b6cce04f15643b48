/** What tc-netem(8) gets wrong for the unwary, and what Wirelab's links do instead, on a real kernel. */

import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Impairment } from '../../src/core/lab/impairment.ts';
import { ActionIndex } from '../../src/core/netem/wiring-lines.ts';
import { describeWith } from '../support/requires.ts';
import { Guest } from '../testbed/uml/guest.ts';
import { type Arrival, type Datagrams, KernelPair } from './kernel-pair.ts';

/** Of a normal distribution, two-sided: each check is wrong once in a million runs at the most. */
const z = 4.9;

function expectShare(count: number, of: number, ratio: number): void {
  const margin = z * Math.sqrt(ratio * (1 - ratio) * of) + 1;
  expect(count).toBeGreaterThanOrEqual(of * ratio - margin);
  expect(count).toBeLessThanOrEqual(of * ratio + margin);
}

const forth = { from: 'a', to: 'b' } as const;
const numbersOf = (arrivals: readonly Arrival[]) => arrivals.map(([number]) => number);
const distinct = (arrivals: readonly Arrival[]) => new Set(numbersOf(arrivals)).size;
const overtaken = (arrivals: readonly Arrival[]) =>
  numbersOf(arrivals).filter((number, index, all) => number < (all[index - 1] ?? -1)).length;
const median = (values: readonly number[]) =>
  [...values].sort((x, y) => x - y)[values.length >> 1] ?? Number.NaN;

describeWith(['uml', 'python3'], 'netem, as Wirelab uses it', () => {
  let guest: Guest;
  beforeAll(async () => {
    guest = await Guest.boot();
  });
  afterAll(() => guest[Symbol.asyncDispose]());

  async function through(impairment: Partial<Impairment>, datagrams: Partial<Datagrams> & { count: number }) {
    const pair = new KernelPair();
    pair.impair(impairment);
    const arrivals = pair.send({ ...forth, ...datagrams });
    const state = pair.state();
    await pair.run(guest);
    const { counts, qdiscs } = await state;
    expect(pair.fromA.differences(qdiscs)).toEqual([]);
    return { arrivals: await arrivals, counters: pair.fromA.account.read(counts, pair.fromA.stages) };
  }

  it('decides about single packets: none is longer than the MTU, as they are without gso_max_segs', async () => {
    const longFrames = async (superPackets: boolean) => {
      const pair = new KernelPair();
      pair.impair({ delayMs: 1 });
      const received = pair.stream(2_000_000);
      const state = pair.state();
      await pair.run(guest, superPackets);
      expect(await received).toBe(2_000_000);
      return (await state).counts.gact(ActionIndex.oversize(pair.fromA.wiring))?.packets;
    };
    expect(await longFrames(false)).toBe(0);
    expect(await longFrames(true)).toBeGreaterThan(0);
  });

  it('holds all that is in flight: more than the thousand packets of the default limit', async () => {
    const { arrivals, counters } = await through({ delayMs: 2000 }, { count: 3000, waitMs: 4000 });
    expect(distinct(arrivals)).toBe(3000);
    expect(counters).toMatchObject({ offered: 3000, delivered: 3000, lost: 0, queueDrops: 0 });
    expect(Math.min(...arrivals.map(([, delayMs]) => delayMs))).toBeGreaterThanOrEqual(2000);
  });

  it('loses in bursts by Gilbert-Elliott, where a correlation would make the loss vanish', async () => {
    const loss = { model: 'burst', ratio: 0.2, meanBurstPackets: 4 } as const;
    const { arrivals, counters } = await through({ loss }, { count: 8000 });
    const there = new Set(numbersOf(arrivals));
    expect(counters.lost).toBe(8000 - there.size);
    // Counts of a chain vary more than independent ones: by (1 + ρ) / (1 - ρ), ρ = 1 - p - r.
    const correlation = 1 - 0.0625 - 0.25;
    const spread = Math.sqrt((1 + correlation) / (1 - correlation));
    expect(Math.abs(counters.lost - 1600)).toBeLessThan(z * spread * Math.sqrt(8000 * 0.2 * 0.8));
    const bursts = Array.from({ length: 8000 }, (_, n) => !there.has(n) && there.has(n - 1)).filter(Boolean);
    // A burst's length is geometric with mean 4: standard deviation √12.
    expect(Math.abs(counters.lost / bursts.length - 4)).toBeLessThan(
      (z * Math.sqrt(12)) / Math.sqrt(bursts.length) + 0.1,
    );
  });

  it('makes chosen packets late, where netem would send them early', async () => {
    const reorder = { ratio: 0.25, byMs: 40 };
    const { arrivals, counters } = await through({ delayMs: 10, reorder }, { count: 1000, gapMs: 2 });
    const late = arrivals.filter(([, delayMs]) => delayMs >= 50);
    expectShare(counters.reordered, 1000, 0.25);
    expect(late.length).toBeGreaterThanOrEqual(counters.reordered);
    expect(Math.min(...arrivals.map(([, delayMs]) => delayMs))).toBeGreaterThanOrEqual(10);
    expect(overtaken(arrivals)).toBeGreaterThan(0);
    expect(arrivals).toHaveLength(1000);
  });

  it.each([null, 10e6])('keeps order though jitter is wider than the gaps, at a rate of %s', async (rate) => {
    const jitter = { ms: 20, distribution: 'uniform' } as const;
    const { arrivals } = await through(
      { delayMs: 30, jitter, rateBitsPerSecond: rate },
      { count: 1000, gapMs: 1 },
    );
    expect(arrivals).toHaveLength(1000);
    expect(overtaken(arrivals)).toBe(0);
    expect(new Set(arrivals.map(([, delayMs]) => Math.floor(delayMs / 5))).size).toBeGreaterThan(2);
  });

  it.each(['normal', 'pareto', 'paretonormal'] as const)('finds the table of %s', async (distribution) => {
    const { arrivals } = await through(
      { delayMs: 30, jitter: { ms: 5, distribution } },
      { count: 50, gapMs: 2 },
    );
    expect(arrivals).toHaveLength(50);
  });

  it('leaves nothing of the last setting behind', async () => {
    const pair = new KernelPair();
    pair.impair({
      corruptRatio: 1,
      loss: { model: 'independent', ratio: 1 },
      delayMs: 50,
      duplicateRatio: 1,
    });
    pair.impair({ delayMs: 30 });
    const arrivals = pair.send({ ...forth, count: 200, gapMs: 1 });
    const state = pair.state();
    await pair.run(guest);
    expect(numbersOf(await arrivals)).toEqual(Array.from({ length: 200 }, (_, n) => n));
    expect(Math.min(...(await arrivals).map(([, delayMs]) => delayMs))).toBeGreaterThanOrEqual(30);
    expect(pair.fromA.differences((await state).qdiscs)).toEqual([]);
  });

  it('keeps the order of what is in flight when the delay falls', async () => {
    const pair = new KernelPair();
    pair.impair({ delayMs: 800 });
    void pair.send({ ...forth, count: 100, waitMs: 0 });
    pair.impair({});
    const later = pair.send({ ...forth, count: 1, waitMs: 1500 });
    const state = pair.state();
    await pair.run(guest);
    // The second receiver hears what the first left: nothing came before it closed.
    expect(numbersOf(await later).at(-1)).toBe(0);
    expect((await state).counts.mirred(ActionIndex.hop(pair.fromA.wiring, 0))?.packets).toBe(101);
  });

  it("doesn't lose copies again", async () => {
    const loss = { model: 'independent', ratio: 0.3 } as const;
    const { arrivals, counters } = await through({ loss, duplicateRatio: 0.5 }, { count: 4000 });
    const survivors = distinct(arrivals);
    expectShare(survivors, 4000, 0.7);
    expectShare(counters.duplicated, survivors, 0.5);
    expect(arrivals.length).toBe(survivors + counters.duplicated);
    expect(counters.delivered).toBe(counters.offered + counters.duplicated - counters.lost);
  });

  it('counts what it corrupts, and no receiver takes any of it', async () => {
    const { arrivals, counters } = await through({ corruptRatio: 0.3 }, { count: 3000 });
    expectShare(counters.corrupted, 3000, 0.3);
    expect(arrivals.length).toBe(3000 - counters.corrupted);
    expect(counters).toMatchObject({ delivered: 3000, lost: 0 });
  });

  it('lets neighbours be resolved over a link that loses everything else', async () => {
    const pair = new KernelPair();
    pair.impair({ loss: { model: 'independent', ratio: 1 } });
    const resolved = pair.resolveNeighbour();
    const state = pair.state();
    await pair.run(guest);
    expect(await resolved).toBe(true);
    const counters = pair.fromA.account.read((await state).counts, pair.fromA.stages);
    expect(counters).toMatchObject({ offered: 1, lost: 1 });
  });

  it('serialises IP bytes: the Ethernet header takes no time', async () => {
    const { arrivals } = await through(
      { rateBitsPerSecond: 400_000 },
      { count: 40, payload: 972, waitMs: 1500 },
    );
    const times = arrivals.map(([, , atMs]) => atMs);
    expect(arrivals).toHaveLength(40);
    // 1000 bytes at 400 kbit/s: 20 ms; with the Ethernet header it would be 20.28.
    const spacings = times.flatMap((at, index) =>
      times.slice(0, index).map((before, other) => (at - before) / (index - other)),
    );
    // The slope of Theil and Sen: stalls of the guest that delay some of the packets don't move it.
    expect(median(spacings)).toBeGreaterThan(19.8);
    expect(median(spacings)).toBeLessThan(20.2);
    // From when the first was sent, not from its arrival, which a stall may have put off.
    const sentAtMs = (times[0] ?? 0) - (arrivals[0]?.[1] ?? 0);
    expect((times.at(-1) ?? 0) - sentAtMs).toBeGreaterThanOrEqual(40 * 20 - 1);
  });

  it('queues as many packets as it is told, and not the one on the line, nor those in flight', async () => {
    const queue = { limit: { unit: 'packets', packets: 20 }, aqm: 'drop-tail' } as const;
    const { arrivals, counters } = await through(
      { rateBitsPerSecond: 80_000, delayMs: 500, queue },
      { count: 60, payload: 972, waitMs: 4000 },
    );
    // 100 ms each: the 60 come faster than the first is out.
    expect(numbersOf(arrivals)).toEqual(Array.from({ length: 21 }, (_, n) => n));
    expect(counters).toMatchObject({ delivered: 21, queueDrops: 39, lost: 0 });
    expect(arrivals[0]?.[1]).toBeGreaterThanOrEqual(600);
  });

  it('queues as many bytes as it is told', async () => {
    const queue = { limit: { unit: 'bytes', bytes: 10_000 }, aqm: 'drop-tail' } as const;
    const { arrivals, counters } = await through(
      { rateBitsPerSecond: 80_000, queue },
      { count: 60, payload: 972, waitMs: 3000 },
    );
    // Ten wait, one is on the line, and one more went past the bucket at once (1500 bytes of it).
    expect(arrivals.length).toBeGreaterThanOrEqual(11);
    expect(arrivals.length).toBeLessThanOrEqual(12);
    expect(counters.queueDrops).toBe(60 - arrivals.length);
  });

  it('drops by CoDel from a queue that stands', async () => {
    const queue = { limit: { unit: 'packets', packets: 1000 }, aqm: 'codel' } as const;
    const { counters } = await through(
      { rateBitsPerSecond: 800_000, queue },
      { count: 200, payload: 972, gapMs: 5, waitMs: 2000 },
    );
    expect(counters.queueDrops).toBeGreaterThan(0);
    expect(counters.delivered + counters.queueDrops).toBe(200);
  });

  it('impairs one way only', async () => {
    const pair = new KernelPair();
    pair.impair({ delayMs: 200 });
    const there = pair.send({ ...forth, count: 10, gapMs: 5 });
    const back = pair.send({ from: 'b', to: 'a', count: 10, gapMs: 5 });
    await pair.run(guest);
    expect(Math.min(...(await there).map(([, delayMs]) => delayMs))).toBeGreaterThanOrEqual(200);
    expect(median((await back).map(([, delayMs]) => delayMs))).toBeLessThan(100);
  });

  it('loses what is queued and in flight when it goes down, and all that comes, and then carries again', async () => {
    const pair = new KernelPair();
    const impairment = { delayMs: 1000 };
    pair.impair(impairment);
    void pair.send({ ...forth, count: 50, waitMs: 0 });
    const before = pair.state();
    pair.impair({ ...impairment, down: true });
    const whileDown = pair.send({ ...forth, count: 30, waitMs: 1500 });
    pair.impair(impairment);
    const after = pair.send({ ...forth, count: 20, waitMs: 1500 });
    const state = pair.state();
    await pair.run(guest);
    expect((await before).counts.qdisc('l0e0s6', '1:')?.queued).toBe(50);
    expect(await whileDown).toEqual([]);
    expect(await after).toHaveLength(20);
    expect((await state).counts.gact(ActionIndex.down(pair.fromA.wiring))?.packets).toBe(30);
  });
});
