import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Mark } from '../../../src/core/link/packet-record.ts';
import { arpFrame, tcpFrame, udpFrame } from '../packet/frames.ts';
import { TestWire, type TestWireOptions } from './test-wire.ts';

const impair: TestWireOptions['impair'] = {
  delayMs: 5,
  jitter: { ms: 1, distribution: 'normal' },
  loss: { model: 'burst', ratio: 0.1, meanBurstPackets: 3 },
  reorder: { ratio: 0.1, byMs: 4 },
  duplicateRatio: 0.1,
  corruptRatio: 0.1,
  corruptPayloadRatio: 0.1,
};

/** What was decided for each packet of the flow to a port. */
function fates(wire: TestWire, port: number): string[] {
  const flows = wire.wire.flows.map((flow) => flow.conversation.port);
  return wire
    .records()
    .filter(({ flow, marks }) => flows[flow] === port && (marks & Mark.copy) === 0)
    .map(({ n, cause, marks }) => `${n} ${cause} ${marks}`);
}

function voice(sourcePort = 40_000): Uint8Array {
  return udpFrame({ destinationPort: 5000, sourcePort });
}

function alone(options: TestWireOptions = {}, sourcePort = 40_000): TestWire {
  const wire = new TestWire({ impair, ...options });
  for (let n = 0; n < 500; n++) wire.send(voice(sourcePort), n);
  wire.drain();
  return wire;
}

describe('the fate of a packet', () => {
  const expected = fates(alone(), 5000);

  it('is the same every time, whatever the ephemeral port', () => {
    expect(fates(alone(), 5000)).toEqual(expected);
    expect(fates(alone({}, 51_234), 5000)).toEqual(expected);
  });

  it('does not depend on when the packets come, nor on other traffic', () => {
    const others = fc.array(fc.tuple(fc.nat(4), fc.double({ min: 0, max: 50, noNaN: true })), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(others, fc.double({ min: 0, max: 7, noNaN: true }), (noise, gapMs) => {
        const wire = new TestWire({ impair });
        for (let n = 0; n < 500; n++) {
          wire.send(voice(), wire.nowMs + gapMs);
          for (const [kind] of noise) {
            if (kind === 0) wire.send(arpFrame());
            else if (kind === 1) wire.send(tcpFrame({ flags: 2, sequence: n }));
            else if (kind === 2) wire.send(udpFrame({ destinationPort: 6000 }));
            else if (kind === 3)
              wire.send(udpFrame({ destinationPort: 5000, version: 6, from: 3, to: 2 }), wire.nowMs, 1);
            else wire.send(udpFrame({ destinationPort: 7000, sourcePort: 1024 + n }));
          }
        }
        wire.drain();
        const first = wire.wire.flows.findIndex((flow) => flow.conversation.port === 5000);
        const seen = wire.records().filter(({ flow, marks }) => flow === first && (marks & Mark.copy) === 0);
        expect(seen.map(({ n, cause, marks }) => `${n} ${cause} ${marks}`)).toEqual(expected);
      }),
      { numRuns: 20, seed: 5 },
    );
  });

  it('changes with the seed, the link and the direction', () => {
    expect(fates(alone({ seed: 2 }), 5000)).not.toEqual(expected);
    expect(fates(alone({ link: 'lan' }), 5000)).not.toEqual(expected);
    const back = new TestWire({ impair });
    for (let n = 0; n < 500; n++) back.send(udpFrame({ from: 3, to: 2 }), n, 1);
    expect(fates(back, 5000)).not.toEqual(expected);
  });

  it('is not shifted by one decision for another', () => {
    const withoutCorruption = fates(alone({ impair: { ...impair, corruptRatio: 0 } }), 5000);
    const lost = (list: string[]) => list.filter((text) => text.includes('loss'));
    expect(lost(withoutCorruption)).toEqual(lost(expected));
  });
});

describe('flows', () => {
  const flowsOf = (wire: TestWire) =>
    wire.wire.flows.map((flow) => {
      const { protocol, from, to, port, ordinal } = flow.described();
      return `${protocol} ${from}>${to} :${port} #${ordinal}`;
    });

  it('are told by a new initial sequence number, not by the port; a SYN sent again is the same', () => {
    const wire = new TestWire();
    wire.send(tcpFrame({ flags: 2, sequence: 100 }));
    wire.send(tcpFrame({ flags: 2, sequence: 100 }));
    wire.send(
      tcpFrame({ flags: 18, sequence: 5, from: 3, to: 2, sourcePort: 5000, destinationPort: 40_000 }),
      1,
      1,
    );
    wire.send(tcpFrame({ flags: 2, sequence: 900 }), 2);
    wire.send(tcpFrame({ flags: 2, sequence: 7, sourcePort: 40_001 }), 3);
    expect(flowsOf(wire)).toEqual([
      'tcp a>b :5000 #1',
      'tcp b>a :5000 #1',
      'tcp a>b :5000 #2',
      'tcp a>b :5000 #3',
    ]);
    expect(wire.wire.flows[0]?.n).toBe(2);
  });

  it('of UDP are named by the first destination port, in both directions', () => {
    const wire = new TestWire();
    wire.send(udpFrame());
    wire.send(udpFrame({ from: 3, to: 2, sourcePort: 5000, destinationPort: 40_000 }), 1, 1);
    expect(flowsOf(wire)).toEqual(['udp a>b :5000 #1', 'udp b>a :5000 #1']);
  });

  it('stay bounded under a flood of ports', () => {
    const wire = new TestWire();
    for (let n = 0; n < 70_000; n++) {
      wire.send(udpFrame({ sourcePort: n & 0xffff, destinationPort: 1 + (n >>> 16) }), n / 100);
    }
    expect(wire.wire.flows.length).toBeLessThanOrEqual(65_538);
    expect(wire.counters()?.delivered).toBe(70_000);
  });
});
