import { describe, expect, it } from 'vitest';
import { udpFrame } from '../packet/frames.ts';
import { TestWire } from './test-wire.ts';

const packet = udpFrame({ payload: new Uint8Array(972) }); // 1000 IP bytes
const rateBitsPerSecond = 8e6; // 1 ms a packet

const arrivals = (wire: TestWire) => wire.arrivals.map(({ atMs }) => atMs);

describe('a rate', () => {
  it('serialises IP bytes one packet after the other', () => {
    const wire = new TestWire({ impair: { rateBitsPerSecond, delayMs: 5 } });
    for (let n = 0; n < 3; n++) wire.send(packet, 0);
    wire.send(packet, 10);
    wire.drain();
    expect(arrivals(wire)).toEqual([6, 7, 8, 16]);
  });

  it('is kept however late the emulator wakes up', () => {
    const wire = new TestWire({ impair: { rateBitsPerSecond } });
    for (let n = 0; n < 100; n++) wire.send(packet, 0);
    // One single wake-up, 37.5 ms late: the line is as far as it would be.
    wire.nowMs = 37.5;
    wire.wire.advance(37.5e6);
    expect(wire.arrivals).toHaveLength(37);
    wire.drain();
    expect(wire.arrivals.at(-1)?.atMs).toBe(100);
  });

  it('holds the contract of a queue in packets: what is on the line is not in it', () => {
    const queue = { limit: { unit: 'packets', packets: 2 }, aqm: 'drop-tail' } as const;
    const wire = new TestWire({ impair: { rateBitsPerSecond, queue } });
    for (let n = 0; n < 5; n++) wire.send(packet, 0);
    expect(wire.counters()).toMatchObject({ queueDrops: 2, queuePackets: 2, queueMaxPackets: 2 });
    wire.drain();
    expect(arrivals(wire)).toEqual([1, 2, 3]);
    expect(wire.records().map(({ cause }) => cause)).toEqual([
      'none',
      'none',
      'none',
      'queue-full',
      'queue-full',
    ]);
  });

  it('holds a queue in bytes', () => {
    const queue = { limit: { unit: 'bytes', bytes: 2500 }, aqm: 'drop-tail' } as const;
    const wire = new TestWire({ impair: { rateBitsPerSecond, queue } });
    for (let n = 0; n < 5; n++) wire.send(packet, 0);
    expect(wire.counters()).toMatchObject({ queueDrops: 2, queuePackets: 2 });
  });

  it('queues 1000 packets by default', () => {
    const wire = new TestWire({ impair: { rateBitsPerSecond } });
    for (let n = 0; n < 1010; n++) wire.send(packet, 0);
    expect(wire.counters()).toMatchObject({ queueDrops: 9, queueMaxPackets: 1000 });
  });

  it('lets a change of rate hold from the next packet on, and its removal empty the queue', () => {
    const wire = new TestWire({ impair: { rateBitsPerSecond } });
    const direction = wire.wire.directions[0];
    if (direction === undefined) throw new Error('no such direction');
    for (let n = 0; n < 4; n++) wire.send(packet, 0);
    wire.runUntil(0.5);
    wire.wire.setImpairment(0, { ...direction.impairment, rateBitsPerSecond: 4e6 }, 0.5e6, 'hand');
    wire.runUntil(3.5);
    expect(arrivals(wire)).toEqual([1, 3]);
    wire.wire.setImpairment(0, { ...direction.impairment, rateBitsPerSecond: null }, 3.5e6, 'hand');
    wire.drain();
    // The third is on the line at 4 Mbit/s until 5 ms, and nothing passes it.
    expect(arrivals(wire)).toEqual([1, 3, 5, 5]);
  });
});

describe('CoDel', () => {
  it('keeps a standing queue near its target, where drop-tail lets it fill', () => {
    const standing = (aqm: 'codel' | 'drop-tail') => {
      const queue = { limit: { unit: 'packets', packets: 1000 }, aqm } as const;
      const wire = new TestWire({ impair: { rateBitsPerSecond, queue } });
      // 5 % more than the line takes, for 20 s.
      for (let n = 0; n < 21_000; n++) wire.send(packet, (n * 20) / 21);
      return wire.counters();
    };
    const tail = standing('drop-tail');
    const codel = standing('codel');
    expect(tail?.queuePackets).toBeGreaterThan(900);
    expect(codel?.queuePackets).toBeLessThan(100);
    expect(codel?.queueDrops).toBeGreaterThan(0);
  });

  it('drops nothing for the first interval above target, then one by the control law', () => {
    const queue = { limit: { unit: 'packets', packets: 1000 }, aqm: 'codel' } as const;
    const wire = new TestWire({ impair: { rateBitsPerSecond, queue } });
    for (let n = 0; n < 400; n++) wire.send(packet, 0);
    // Sojourn passes 5 ms at 5 ms; 100 ms later the first goes, then after 100, 100 / sqrt 2, ... ms.
    wire.runUntil(104.5);
    expect(wire.counters()?.queueDrops).toBe(0);
    wire.runUntil(105.5);
    expect(wire.counters()?.queueDrops).toBe(1);
    wire.runUntil(204.5);
    expect(wire.counters()?.queueDrops).toBe(1);
    wire.runUntil(206);
    expect(wire.counters()?.queueDrops).toBe(2);
    wire.runUntil(277);
    expect(wire.counters()?.queueDrops).toBe(3);
  });
});

describe('a mahimahi trace', () => {
  const trace = { file: 'x', opportunitiesMs: [3, 5, 5, 10] };
  const full = udpFrame({ payload: new Uint8Array(1472) }); // 1500 IP bytes

  it('lets 1500 bytes go at each of its times, and repeats', () => {
    const wire = new TestWire({ impair: { trace } });
    for (let n = 0; n < 6; n++) wire.send(full, 0);
    wire.drain();
    expect(arrivals(wire)).toEqual([3, 5, 5, 10, 13, 15]);
  });

  it('packs small packets into one opportunity, and carries a large one over to the next', () => {
    const wire = new TestWire({ impair: { trace } });
    const [small, large] = [udpFrame({ payload: new Uint8Array(472) }), packet];
    for (const frame of [small, large, large, large]) wire.send(frame, 0);
    wire.drain();
    expect(arrivals(wire)).toEqual([3, 3, 5, 5]);
  });

  it('wastes opportunities that find nothing waiting', () => {
    const wire = new TestWire({ impair: { trace } });
    wire.send(full, 5.5);
    wire.send(full, 24);
    wire.drain();
    expect(arrivals(wire)).toEqual([10, 25]);
  });

  it('gives what waits no opportunity of the past when it changes', () => {
    const wire = new TestWire({ impair: { rateBitsPerSecond: 1 } });
    const direction = wire.wire.directions[0];
    if (direction === undefined) throw new Error('no such direction');
    wire.send(full, 0);
    wire.send(full, 0);
    wire.runUntil(6);
    wire.wire.setImpairment(0, { ...direction.impairment, rateBitsPerSecond: null, trace }, 6e6, 'hand');
    // The one on the line keeps its time, 12,000 s; the other's opportunity is at 10 ms, but it can't overtake.
    expect(wire.counters()?.queuePackets).toBe(1);
    wire.runUntil(10);
    expect(wire.counters()?.queuePackets).toBe(0);
  });
});
