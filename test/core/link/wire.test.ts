import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FaultSpec } from '../../../src/core/lab/fault.ts';
import { type Impairment, unimpaired } from '../../../src/core/lab/impairment.ts';
import { fragmentFrame, icmpEchoFrame, tcpFrame, udpFrame } from '../packet/frames.ts';
import { TestWire } from './test-wire.ts';

const ratio = fc.constantFrom(0, 0.3, 1);

const impairment: fc.Arbitrary<Impairment> = fc
  .record({
    down: fc.boolean(),
    delayMs: fc.constantFrom(0, 0.5, 20),
    jitter: fc.constantFrom(null, { ms: 5, distribution: 'pareto' } as const),
    loss: fc.constantFrom(null, { model: 'burst', ratio: 0.3, meanBurstPackets: 2 } as const),
    reorder: fc.constantFrom(null, { ratio: 0.5, byMs: 3 }),
    duplicateRatio: ratio,
    corruptRatio: ratio,
    corruptPayloadRatio: ratio,
    rateBitsPerSecond: fc.constantFrom(null, 100_000),
    queue: fc.constantFrom(null, { limit: { unit: 'packets', packets: 3 }, aqm: 'codel' } as const),
    trace: fc.constantFrom(null, { file: 'x', opportunitiesMs: [1, 4, 4] }),
  })
  .map((some) => ({ ...unimpaired, ...some }));

const faults: fc.Arbitrary<FaultSpec[]> = fc.array(
  fc.record({
    link: fc.constant('wan'),
    from: fc.constantFrom('a', null),
    match: fc.constantFrom(
      {},
      { udp: ['any'] as const },
      { tcp: ['data', 'syn'] as const },
      { fragment: true },
    ),
    nth: fc.constantFrom({ of: 'all' } as const, { of: 'every', period: 2 } as const),
    action: fc.constantFrom<FaultSpec['action']>(
      { do: 'drop' },
      { do: 'duplicate' },
      { do: 'delay', delayMs: 7 },
      { do: 'swap', packets: 2 },
    ),
  }),
  { maxLength: 3 },
);

const frame = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.constantFrom(
    udpFrame(),
    udpFrame({ version: 6 }),
    tcpFrame({ flags: 2 }),
    tcpFrame({ flags: 24, payload: new Uint8Array(1400) }),
    icmpEchoFrame(),
    fragmentFrame({ id: 1, offset: 0, isLast: false }),
    fragmentFrame({ id: 1, offset: 32, isLast: true }),
  ),
);

const step = fc.oneof(
  { weight: 10, arbitrary: fc.record({ frame, port: fc.nat(2), gapMs: fc.constantFrom(0, 0.1, 5) }) },
  { weight: 1, arbitrary: fc.record({ impairment, port: fc.nat(2), gapMs: fc.constantFrom(0, 3) }) },
);

describe('the wire', () => {
  it('accounts for every packet and leaks no frame, whatever is sent and changed', () => {
    fc.assert(
      fc.property(impairment, faults, fc.array(step, { maxLength: 80 }), (impair, faults, steps) => {
        const wire = new TestWire({ impair, faults, nodes: ['a', 'b', 'c'] });
        for (const step of steps) {
          const atMs = wire.nowMs + step.gapMs;
          if ('frame' in step) wire.send(step.frame, atMs, step.port);
          else {
            wire.runUntil(atMs);
            wire.wire.setImpairment(step.port, step.impairment, atMs * 1e6, 'hand');
          }
        }
        wire.drain();
        for (const port of [0, 1, 2]) {
          const { offered, duplicated, delivered, lost, queueDrops, queuePackets } =
            wire.counters(port) ?? {};
          const sum = (delivered ?? 0) + (lost ?? 0) + (queueDrops ?? 0);
          expect(sum).toBe((offered ?? 0) + (duplicated ?? 0));
          expect(queuePackets).toBe(0);
        }
        expect(wire.wire.store.bytesInUse).toBe(0);
        expect(wire.records().every(({ fate }) => fate !== 'underway')).toBe(true);
      }),
      { numRuns: 400, seed: 8 },
    );
  });

  it('takes frames on a segment to the owner of their address, groups to all, unknown to nobody', () => {
    const wire = new TestWire({ nodes: ['a', 'b', 'c'] });
    wire.send(udpFrame({ to: 4 }));
    const group = udpFrame();
    group.set([1, 0, 0x5e, 0, 0, 1]);
    wire.send(group);
    wire.send(udpFrame({ to: 9 }));
    expect(wire.arrivals.map(({ port }) => port)).toEqual([2, 1, 2]);
    expect(wire.counters()).toMatchObject({ offered: 3, delivered: 2, lost: 1 });
  });
});
