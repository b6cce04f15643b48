import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FaultAction, FaultSpec, PacketMatch } from '../../../src/core/lab/fault.ts';
import type { Countable } from '../../../src/core/lab/lab.ts';
import type { Measured } from '../../../src/core/measure/measured.ts';
import { packetMeasure } from '../../../src/core/measure/packet-measure.ts';
import { packetOrder } from '../../../src/core/measure/packet-order.ts';
import { TestWire, type TestWireOptions } from '../link/test-wire.ts';
import { fragmentFrame, tcpFrame, udpFrame } from '../packet/frames.ts';

const Flag = { fin: 1, syn: 2, ack: 16 } as const;

interface Sent {
  readonly frame: Uint8Array;
  readonly atMs?: number;
  readonly port?: number;
}

function bytes(...values: number[]): Uint8Array {
  return Uint8Array.from(values);
}

function datagram(value: number, options: { sourcePort?: number; destinationPort?: number } = {}): Sent {
  return { frame: udpFrame({ payload: bytes(value, 1, 2, 3), ...options }) };
}

function segment(sequence: number, length: number, flags: number = Flag.ack): Sent {
  return { frame: tcpFrame({ flags, sequence, payload: new Uint8Array(length) }) };
}

function back(sent: Sent): Sent {
  return { ...sent, port: 1 };
}

function fault(nth: number[], action: FaultAction): FaultSpec {
  return { link: 'wan', from: 'a', match: {}, nth: { of: 'list', indexes: nth }, action };
}

function measured(
  count: Countable,
  packets: readonly Sent[],
  options: TestWireOptions & { match?: PacketMatch; from?: string | null } = {},
): Measured {
  const { match = {}, from = 'a' } = options;
  const other = { link: 'wan', from: null, match: {}, hashesPayload: false };
  const watch = { link: 'wan', from, match, hashesPayload: count === 'repeated' || count === 'goodput' };
  const wire = new TestWire({ ...options, watches: [other, watch] });
  for (const [index, { frame, atMs, port }] of packets.entries()) wire.send(frame, atMs ?? index, port);
  wire.drain();
  return packetMeasure(count, wire.recorded(), 1);
}

const five = [1, 2, 3, 4, 5].map((value) => datagram(value));
const drop = fault([2, 4], { do: 'drop' });
const duplicate = fault([1], { do: 'duplicate' });

describe('packetMeasure', () => {
  it.each<[string, Countable, readonly Sent[], Parameters<typeof measured>[2], number]>([
    ['offered, lost ones too', 'offered', five, { faults: [drop] }, 5],
    ['offered, of one direction', 'offered', [...five, back(datagram(9))], {}, 5],
    ['offered, of both', 'offered', [...five, back(datagram(9))], { from: null }, 6],
    ['offered, that match', 'offered', [...five, segment(1, 9)], { match: { tcp: ['data'] } }, 1],
    ['offered, by content', 'offered', five, { match: { containsHex: ['0301'] } }, 1],
    ['offered, none', 'offered', five, { match: { tcp: ['any'] } }, 0],
    ['delivered', 'delivered', five, { faults: [drop] }, 3],
    ['delivered, copies too', 'delivered', five, { faults: [duplicate] }, 6],
    ['dropped', 'dropped', five, { faults: [drop] }, 2],
    [
      'dropped by a full queue',
      'dropped',
      five.map((sent) => ({ ...sent, atMs: 0 })),
      {
        impair: {
          rateBitsPerSecond: 8000,
          queue: { limit: { unit: 'packets', packets: 1 }, aqm: 'drop-tail' },
        },
      },
      3,
    ],
    ['repeated: none', 'repeated', five, {}, 0],
    [
      'repeated, from another port too',
      'repeated',
      [datagram(1), datagram(1), datagram(1, { sourcePort: 99 })],
      {},
      2,
    ],
    ['repeated: not to another port', 'repeated', [datagram(1), datagram(1, { destinationPort: 99 })], {}, 0],
    [
      'repeated: not the answer',
      'repeated',
      [
        datagram(1),
        back({
          frame: udpFrame({
            payload: bytes(1, 1, 2, 3),
            from: 3,
            to: 2,
            sourcePort: 5000,
            destinationPort: 40_000,
          }),
        }),
      ],
      { from: null },
      0,
    ],
    [
      'repeated: not without payload',
      'repeated',
      [1, 2].map(() => ({ frame: udpFrame({ payload: bytes() }) })),
      {},
      0,
    ],
    ["repeated: not the wire's own copies", 'repeated', five, { faults: [duplicate] }, 0],
    [
      'repeated, though corrupted on the way',
      'repeated',
      [datagram(1), datagram(1)],
      { faults: [fault([1], { do: 'corrupt-payload' })] },
      1,
    ],
    [
      'repeated: TCP by sequence number, not by content',
      'repeated',
      [segment(1, 10), segment(11, 10), segment(1, 10)],
      {},
      1,
    ],
    ['repeated: TCP in other segments', 'repeated', [segment(1, 10), segment(11, 10), segment(6, 20)], {}, 1],
    [
      'repeated: SYN and FIN',
      'repeated',
      [segment(7, 0, Flag.syn), segment(7, 0, Flag.syn), segment(8, 0, 17), segment(8, 0, 17)],
      {},
      2,
    ],
    ['repeated: no bare ACK', 'repeated', [segment(7, 0), segment(7, 0)], {}, 0],
    ['reordered', 'reordered', five, { faults: [fault([2], { do: 'swap', packets: 2 })] }, 1],
    [
      'reordered: not by another packet that is not of interest',
      'reordered',
      [datagram(1), segment(1, 9), datagram(3)],
      { match: { udp: ['any'] }, faults: [fault([1], { do: 'delay', delayMs: 1.5 })] },
      0,
    ],
    [
      'reordered: two behind one',
      'reordered',
      five,
      { faults: [fault([2, 3], { do: 'delay', delayMs: 10 })] },
      2,
    ],
    ['reordered: a copy was in time', 'reordered', five, { faults: [fault([2], { do: 'duplicate' })] }, 0],
    [
      'gap-min',
      'gap-min',
      [
        { ...datagram(1), atMs: 0 },
        { ...datagram(2), atMs: 30 },
        { ...datagram(3), atMs: 42 },
      ],
      {},
      0.012,
    ],
    [
      'gap-min, of each direction by itself',
      'gap-min',
      [
        { ...datagram(1), atMs: 0 },
        { ...back(datagram(2)), atMs: 1 },
        { ...datagram(3), atMs: 20 },
      ],
      { from: null },
      0.02,
    ],
    [
      'goodput',
      'goodput',
      [
        { ...datagram(1), atMs: 0 },
        { ...datagram(2), atMs: 90 },
      ],
      { impair: { delayMs: 10 } },
      (8 * 8) / 0.1,
    ],
    [
      'goodput, each payload once',
      'goodput',
      [
        { ...datagram(1), atMs: 0 },
        { ...datagram(1), atMs: 90 },
      ],
      { impair: { delayMs: 10 } },
      (4 * 8) / 0.1,
    ],
    [
      'goodput, of what came',
      'goodput',
      [
        { ...datagram(1), atMs: 0 },
        { ...datagram(1), atMs: 90 },
      ],
      { impair: { delayMs: 10 }, faults: [fault([1], { do: 'drop' })] },
      (4 * 8) / 0.1,
    ],
    [
      'goodput: nothing damaged',
      'goodput',
      [
        { ...datagram(1), atMs: 0 },
        { ...datagram(2), atMs: 90 },
      ],
      { impair: { delayMs: 10 }, faults: [fault([1], { do: 'corrupt' })] },
      (4 * 8) / 0.1,
    ],
    [
      'goodput: TCP bytes once, SYN and FIN not at all',
      'goodput',
      [
        { ...segment(1, 0, Flag.syn), atMs: 0 },
        { ...segment(2, 10), atMs: 10 },
        { ...segment(7, 10), atMs: 20 },
        { ...segment(17, 0, 17), atMs: 90 },
      ],
      { impair: { delayMs: 10 } },
      (15 * 8) / 0.1,
    ],
    ['goodput: nothing came', 'goodput', five, { impair: { down: true } }, 0],
  ])('%s', (_what, count, packets, options, value) => {
    const found = measured(count, packets, options);
    expect(found).toMatchObject({ value: expect.closeTo(value, 9) });
  });

  it('takes a fragment for what it carries and where', () => {
    const piece = (id: number, offset: number, last: boolean): Sent => ({
      frame: fragmentFrame({ id, offset, isLast: last, payload: new Uint8Array(offset === 0 ? 24 : 32) }),
    });
    const once = [piece(1, 0, false), piece(1, 32, false), piece(1, 64, true)];
    expect(measured('repeated', once)).toEqual({ value: 0 });
    const twice = [...once, piece(2, 0, false), piece(2, 32, false), piece(2, 64, true)];
    expect(measured('repeated', twice)).toMatchObject({ value: 3 });
  });

  it('says which packets it was', () => {
    const all = fault([1, 2, 3, 5], { do: 'drop' });
    const options = { faults: [all], match: { udp: ['any'] as const } };
    expect(measured('dropped', five, options)).toEqual({
      value: 4,
      evidence: 'packet 1 at 0.000 s, packet 2 at 0.001 s, packet 3 at 0.002 s and 1 more',
    });
    const mixed = [segment(1, 9), datagram(1), segment(10, 9), datagram(1)];
    expect(measured('repeated', mixed, { match: { udp: ['any'] } })).toEqual({
      value: 1,
      evidence: 'packet 2 at 0.003 s',
    });
    expect(measured('reordered', five, { faults: [fault([2, 3], { do: 'delay', delayMs: 10 })] })).toEqual({
      value: 2,
      evidence: 'packet 2 at 0.001 s, packet 3 at 0.002 s',
    });
    const paced = [0, 30, 42, 90].map((atMs) => ({ ...datagram(atMs), atMs }));
    expect(measured('gap-min', paced)).toEqual({ value: 0.012, evidence: 'packet 3 at 0.042 s' });
    expect(measured('dropped', five)).toEqual({ value: 0 });
  });

  it('says why there is no figure', () => {
    expect(measured('gap-min', [datagram(1), back(datagram(2))], { from: null })).toEqual({
      absent: 'no two such packets were sent in one direction',
    });
    expect(measured('goodput', five, { match: { tcp: ['any'] } })).toEqual({
      absent: 'no such packet was sent',
    });
  });

  it('agrees with the counters of the direction, whatever happens', () => {
    const ratio = fc.double({ min: 0, max: 0.4, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), ratio, ratio, ratio, (seed, loss, twice, late) => {
        const wire = new TestWire({
          seed,
          watches: [{ link: 'wan', from: 'a', match: {}, hashesPayload: false }],
          impair: {
            delayMs: 5,
            loss: { model: 'independent', ratio: loss },
            duplicateRatio: twice,
            reorder: { ratio: late, byMs: 3 },
          },
        });
        for (let n = 0; n < 60; n++) wire.send(datagram(n).frame, n);
        wire.drain();
        const counters = wire.counters();
        const recorded = wire.recorded();
        const value = (count: Countable) => packetMeasure(count, recorded, 0);
        expect(value('offered')).toMatchObject({ value: counters?.offered });
        expect(value('delivered')).toMatchObject({ value: counters?.delivered });
        expect(value('dropped')).toMatchObject({
          value: (counters?.lost ?? 0) + (counters?.queueDrops ?? 0),
        });
        if (twice === 0) expect(value('reordered')).toMatchObject({ value: counters?.reordered });
      }),
      { seed: 5, numRuns: 60 },
    );
  });
});

describe('packetOrder', () => {
  const steps = (...tcp: ('syn' | 'fin' | 'data')[]) =>
    tcp.map((kind, index) => ({
      link: 'wan',
      from: index % 2 === 0 ? 'a' : 'b',
      match: { tcp: [kind] },
      hashesPayload: false,
    }));
  const passed = (watches: ReturnType<typeof steps>, packets: readonly Sent[]): Measured => {
    const wire = new TestWire({ watches, faults: [fault([1], { do: 'drop' })] });
    for (const [index, { frame, port }] of packets.entries()) wire.send(frame, index, port);
    wire.drain();
    return packetOrder(
      wire.recorded(),
      watches.map((_, index) => index),
    );
  };
  const syn = segment(1, 0, Flag.syn);
  const data = segment(2, 5);
  const fin = segment(7, 0, 17);

  it.each<[string, ReturnType<typeof steps>, readonly Sent[], boolean]>([
    ['in order, though the first was dropped', steps('fin', 'data'), [fin, back(data)], true],
    ['the other way round', steps('fin', 'data'), [back(data), fin], false],
    ['later ones count as well', steps('fin', 'data'), [back(data), fin, back(data)], true],
    ['from the other side', steps('fin', 'data'), [fin, data], false],
    ['one is missing', steps('syn', 'data', 'fin'), [syn, back(data)], false],
    ['the same packet does not count twice', [...steps('data'), ...steps('data')], [data], false],
    ['two of them do', [...steps('data'), ...steps('data')], [data, data], true],
    ['none at all', steps('fin', 'data'), [], false],
  ])('%s', (_what, watches, packets, expected) => {
    expect(passed(watches, packets)).toMatchObject({ value: expected });
  });

  it('says how far it came', () => {
    expect(passed(steps('fin', 'data'), [data])).toEqual({
      value: false,
      evidence: 'no packet like the first of 2',
    });
    expect(passed(steps('syn', 'data', 'fin'), [syn, back(data)])).toEqual({
      value: false,
      evidence: 'none like number 3 of 3 after the one at 0.001 s',
    });
    expect(passed(steps('fin'), [fin])).toEqual({ value: true });
  });
});
