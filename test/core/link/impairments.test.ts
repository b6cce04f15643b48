import { describe, expect, it } from 'vitest';
import { hasGoodChecksum, udpFrame } from '../packet/frames.ts';
import { TestWire } from './test-wire.ts';

const frame = udpFrame({ payload: new Uint8Array(72) }); // 100 IP bytes

function send(wire: TestWire, packets: number, gapMs = 1): void {
  for (let n = 0; n < packets; n++) wire.send(frame, n * gapMs);
  wire.drain();
}

function lostNumbers(wire: TestWire): number[] {
  return wire
    .records()
    .filter(({ fate }) => fate === 'lost')
    .map(({ n }) => n);
}

/** A share is within 5 standard deviations (6e-7) of what a fair coin of that bias gives; seeds are fixed. */
function expectShare(count: number, of: number, ratio: number): void {
  const deviation = Math.sqrt((ratio * (1 - ratio)) / of);
  expect(Math.abs(count / of - ratio)).toBeLessThan(5 * deviation);
}

describe('an unimpaired direction', () => {
  it('hands frames on at once and in full, housekeeping uncounted', () => {
    const wire = new TestWire();
    wire.send(frame, 5);
    expect(wire.arrivals).toEqual([{ port: 1, atMs: 5, frame }]);
    expect(wire.counters()).toMatchObject({
      offered: 1,
      delivered: 1,
      offeredBytes: 100,
      deliveredBytes: 100,
    });
  });
});

describe('loss', () => {
  it('is independent, at the ratio', () => {
    const wire = new TestWire({ impair: { loss: { model: 'independent', ratio: 0.1 } } });
    send(wire, 20_000);
    expectShare(wire.counters()?.lost ?? 0, 20_000, 0.1);
    expect(wire.counters()?.delivered).toBe(20_000 - (wire.counters()?.lost ?? 0));
  });

  it('never happens at 0 and always at 1', () => {
    const never = new TestWire({ impair: { loss: { model: 'independent', ratio: 0 } } });
    const always = new TestWire({ impair: { loss: { model: 'independent', ratio: 1 } } });
    send(never, 1000);
    send(always, 1000);
    expect(never.counters()?.lost).toBe(0);
    expect(always.counters()?.lost).toBe(1000);
  });

  it('comes in bursts of the mean length, at the ratio', () => {
    const wire = new TestWire({ impair: { loss: { model: 'burst', ratio: 0.05, meanBurstPackets: 4 } } });
    send(wire, 100_000);
    const lost = lostNumbers(wire);
    const bursts = lost.filter((n, index) => lost[index - 1] !== n - 1).length;
    // Of a Gilbert chain: the ratio's variance is that of independent loss times (2 - p - r) / (p + r),
    // about 6.6 here; burst lengths are geometric with mean 4 and deviation sqrt(12).
    expect(Math.abs(lost.length / 1e5 - 0.05)).toBeLessThan(5 * Math.sqrt((0.05 * 0.95 * 6.6) / 1e5));
    expect(Math.abs(lost.length / bursts - 4)).toBeLessThan(5 * Math.sqrt(12 / bursts));
  });

  it('follows Gilbert-Elliott with loss in both states', () => {
    const model = { model: 'gilbert-elliott', p: 0.02, r: 0.18, h: 0.3, k: 0.99 } as const;
    const wire = new TestWire({ impair: { loss: model } });
    send(wire, 100_000);
    // Bad a tenth of the time: 0.1 * 0.7 + 0.9 * 0.01; correlation stretches the deviation at most 3-fold.
    const expected = 0.1 * 0.7 + 0.9 * 0.01;
    const deviation = 3 * Math.sqrt((expected * (1 - expected)) / 1e5);
    expect(Math.abs((wire.counters()?.lost ?? 0) / 1e5 - expected)).toBeLessThan(5 * deviation);
  });
});

describe('corruption and duplication', () => {
  it('corrupts so that the checksum fails', () => {
    const wire = new TestWire({ impair: { corruptRatio: 0.2 } });
    send(wire, 5000);
    expectShare(wire.counters()?.corrupted ?? 0, 5000, 0.2);
    const bad = wire.arrivals.filter((arrival) => !hasGoodChecksum(arrival.frame));
    expect(bad).toHaveLength(wire.counters()?.corrupted ?? 0);
  });

  it('corrupts the payload so that the checksum holds', () => {
    const wire = new TestWire({ impair: { corruptPayloadRatio: 0.2 } });
    send(wire, 5000);
    const changed = wire.arrivals.filter((arrival) => Buffer.compare(arrival.frame, frame) !== 0);
    expect(changed).toHaveLength(wire.counters()?.corrupted ?? 0);
    expectShare(changed.length, 5000, 0.2);
    expect(wire.arrivals.every((arrival) => hasGoodChecksum(arrival.frame))).toBe(true);
  });

  it('duplicates, and loses no copy', () => {
    const impair = { duplicateRatio: 0.3, loss: { model: 'independent', ratio: 0.5 } as const };
    const wire = new TestWire({ impair });
    send(wire, 10_000);
    const { offered, lost, duplicated, delivered } = wire.counters() ?? {};
    expectShare(duplicated ?? 0, 5000, 0.3);
    expect(delivered).toBe((offered ?? 0) - (lost ?? 0) + (duplicated ?? 0));
  });
});

describe('delay and jitter', () => {
  it('delays exactly', () => {
    const wire = new TestWire({ impair: { delayMs: 12.5 } });
    wire.send(frame, 1);
    wire.send(frame, 2, 1);
    wire.drain();
    expect(wire.arrivals.map(({ atMs, port }) => [atMs, port])).toEqual([
      [13.5, 1],
      [14.5, 0],
    ]);
  });

  it('jitters within half the range when packets are far apart', () => {
    const jitter = { ms: 4, distribution: 'uniform' } as const;
    const wire = new TestWire({ impair: { delayMs: 10, jitter } });
    send(wire, 5000, 20);
    const delays = wire.arrivals.map(({ atMs }, index) => atMs - index * 20);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(6);
    expect(Math.max(...delays)).toBeLessThan(14);
    const mean = delays.reduce((a, b) => a + b) / delays.length;
    expect(Math.abs(mean - 10)).toBeLessThan((5 * (4 / Math.sqrt(3))) / Math.sqrt(5000));
  });

  it('never reorders, and never makes the delay negative', () => {
    const jitter = { ms: 30, distribution: 'normal' } as const;
    const wire = new TestWire({ impair: { delayMs: 5, jitter } });
    send(wire, 2000, 0.5);
    const ns = wire.records().map(({ leftNs }) => leftNs ?? Number.NaN);
    expect(ns.every((leftNs, index) => leftNs >= (ns[index - 1] ?? 0))).toBe(true);
    expect(ns.every((leftNs, index) => leftNs >= index * 0.5e6)).toBe(true);
    expect(wire.counters()?.reordered).toBe(0);
  });
});

describe('reorder', () => {
  it('lets later packets pass the chosen ones, which arrive `by` after their turn', () => {
    const wire = new TestWire({ impair: { delayMs: 5, reorder: { ratio: 0.25, byMs: 3.5 } } });
    send(wire, 4000);
    const delays = wire.records().map(({ arrivedNs, leftNs }) => ((leftNs ?? 0) - arrivedNs) / 1e6);
    const late = delays.filter((delay) => Math.abs(delay - 8.5) < 1e-6).length;
    expect(delays.filter((delay) => Math.abs(delay - 5) < 1e-6)).toHaveLength(4000 - late);
    expectShare(late, 4000, 0.25);
    // Overtaken unless its three followers were chosen too.
    expect(wire.counters()?.reordered).toBeLessThanOrEqual(late);
    expect(wire.counters()?.reordered).toBeGreaterThan(0.9 * late);
  });
});

describe('down', () => {
  it('loses what is offered, what waits and what is in flight, and only that', () => {
    const wire = new TestWire({ impair: { delayMs: 10, rateBitsPerSecond: 800_000 } });
    for (let n = 0; n < 4; n++) wire.send(frame, 0);
    wire.runUntil(1.5);
    const direction = wire.wire.directions[0];
    if (direction === undefined) throw new Error('no such direction');
    const { impairment } = direction;
    wire.wire.setImpairment(0, { ...impairment, down: true }, 1.5e6, 'hand');
    wire.send(frame, 2);
    expect(wire.counters()).toMatchObject({ offered: 5, lost: 5, delivered: 0, queuePackets: 0 });
    wire.runUntil(20);
    wire.wire.setImpairment(0, impairment, 20e6, 'hand');
    wire.send(frame, 20);
    wire.drain();
    expect(wire.arrivals.map(({ atMs }) => atMs)).toEqual([31]);
    expect(wire.records().map(({ cause }) => cause)).toEqual([...Array(5).fill('down'), 'none']);
  });
});

describe('the timeline', () => {
  it('is applied by the clock, at its times, and told', () => {
    const wire = new TestWire({
      timeline: [
        { atMs: 10, do: 'impair', link: 'wan', from: 'a', impairment: { ...blank(), down: true } },
        { atMs: 20, do: 'impair', link: 'wan', from: 'a', impairment: { ...blank(), delayMs: 7 } },
      ],
    });
    for (const atMs of [9.9, 10, 19.9, 20]) wire.send(frame, atMs);
    wire.drain();
    expect(wire.arrivals.map(({ atMs }) => atMs)).toEqual([9.9, 27]);
    expect(wire.changes.map(({ atMs, cause }) => [atMs, cause])).toEqual([
      [10, 'timeline'],
      [20, 'timeline'],
    ]);
  });
});

function blank() {
  return new TestWire().wire.directions[0]?.impairment ?? (undefined as never);
}
