import { describe, expect, it } from 'vitest';
import type { FaultSpec } from '../../../src/core/lab/fault.ts';
import { fragmentFrame, hasGoodChecksum, icmpEchoFrame, tcpFrame, udpFrame } from '../packet/frames.ts';
import { TestWire } from './test-wire.ts';

function fault(spec: Partial<FaultSpec>): FaultSpec {
  return {
    link: 'wan',
    from: 'a',
    match: { udp: ['any'] },
    nth: { of: 'all' },
    action: { do: 'drop' },
    ...spec,
  };
}

/** Sends n datagrams whose payload starts with their number; the numbers in the order of arrival. */
function sendNumbered(wire: TestWire, count: number, gapMs = 1): (number | undefined)[] {
  for (let n = 1; n <= count; n++) wire.send(udpFrame({ payload: Uint8Array.of(n, 0, 0, 0) }), n * gapMs);
  wire.drain();
  return wire.arrivals.map(({ frame }) => frame[42]);
}

describe('faults', () => {
  it('drop exactly the chosen packets', () => {
    const cases: [FaultSpec['nth'], number[]][] = [
      [{ of: 'list', indexes: [1, 3] }, [2, 4, 5, 6]],
      [{ of: 'every', period: 2 }, [1, 3, 5]],
      [{ of: 'range', from: 2, to: 4 }, [1, 5, 6]],
      [{ of: 'range', from: 5, to: null }, [1, 2, 3, 4]],
      [{ of: 'all' }, []],
    ];
    for (const [nth, expected] of cases) {
      expect(sendNumbered(new TestWire({ faults: [fault({ nth })] }), 6)).toEqual(expected);
    }
  });

  it('know kinds of TCP segments', () => {
    const kinds = {
      syn: [2],
      'syn-ack': [18],
      fin: [17],
      rst: [4, 20],
      ack: [16],
    } as const;
    for (const [kind, dropped] of Object.entries(kinds)) {
      const wire = new TestWire({ faults: [fault({ match: { tcp: [kind as keyof typeof kinds] } })] });
      for (const flags of [2, 18, 17, 4, 20, 16]) wire.send(tcpFrame({ flags }));
      wire.send(tcpFrame({ flags: 16, payload: new Uint8Array(1) }));
      const left = wire.arrivals.map(({ frame }) => frame[47]);
      expect(left, kind).toHaveLength(7 - dropped.length);
      for (const flags of dropped) if (kind !== 'ack') expect(left).not.toContain(flags);
    }
    const data = new TestWire({ faults: [fault({ match: { tcp: ['data'] } })] });
    data.send(tcpFrame({ flags: 16 }));
    data.send(tcpFrame({ flags: 24, payload: new Uint8Array(1) }));
    expect(data.arrivals).toHaveLength(1);
  });

  it('match by port, version, fragment, ICMP kind and content, combined as and', () => {
    const dropped = (match: FaultSpec['match'], frame: Uint8Array) => {
      const wire = new TestWire({ faults: [fault({ match })] });
      wire.send(frame);
      return wire.arrivals.length === 0;
    };
    const payload = Uint8Array.of(1, 0xc0, 0xc0, 0xff, 0xee);
    expect(dropped({ port: [5000] }, udpFrame())).toBe(true);
    expect(dropped({ port: [40_000, 1] }, udpFrame())).toBe(true);
    expect(dropped({ port: [5001] }, udpFrame())).toBe(false);
    expect(dropped({ udp: ['any'], ip: [6] }, udpFrame({ version: 6 }))).toBe(true);
    expect(dropped({ udp: ['any'], ip: [6] }, udpFrame())).toBe(false);
    expect(dropped({ containsHex: ['c0ffee'] }, udpFrame({ payload }))).toBe(true);
    expect(dropped({ containsHex: ['c0ffef', '01c0'] }, udpFrame({ payload }))).toBe(true);
    expect(dropped({ containsHex: ['ffee00'] }, udpFrame({ payload }))).toBe(false);
    expect(dropped({ icmp: ['echo'] }, icmpEchoFrame())).toBe(true);
    expect(dropped({ icmp: ['echo-reply'] }, icmpEchoFrame({ version: 6, reply: true }))).toBe(true);
    expect(dropped({ icmp: ['echo-reply'] }, icmpEchoFrame())).toBe(false);
    expect(dropped({ fragment: false }, udpFrame())).toBe(true);
    expect(dropped({ fragment: true }, udpFrame())).toBe(false);
  });

  it('find later fragments by the ports of the first', () => {
    const wire = new TestWire({ faults: [fault({ match: { port: [5000], fragment: true } })] });
    wire.send(fragmentFrame({ id: 7, offset: 0, isLast: false }));
    wire.send(fragmentFrame({ id: 7, offset: 32, isLast: true }));
    wire.send(fragmentFrame({ id: 8, offset: 32, isLast: true }));
    expect(wire.arrivals).toHaveLength(1);
    expect(wire.records().map(({ flow }) => flow)).toEqual([0, 0, 1]);
  });

  it('count every matching packet of each flow, whatever else drops it', () => {
    const faults = [
      fault({ nth: { of: 'list', indexes: [1] } }),
      fault({ nth: { of: 'list', indexes: [2] } }),
    ];
    expect(sendNumbered(new TestWire({ faults }), 4)).toEqual([3, 4]);
    const wire = new TestWire({ faults });
    for (let n = 0; n < 3; n++) {
      wire.send(udpFrame({ destinationPort: 1 }), n);
      wire.send(udpFrame({ destinationPort: 2 }), n);
    }
    expect(wire.arrivals).toHaveLength(2);
  });

  it('combine, but a drop wins', () => {
    const nth = { of: 'list', indexes: [2] } as const;
    const both = [
      fault({ nth, action: { do: 'duplicate' } }),
      fault({ nth, action: { do: 'delay', delayMs: 5 } }),
    ];
    const wire = new TestWire({ faults: both });
    expect(sendNumbered(wire, 3)).toEqual([1, 3, 2, 2]);
    expect(wire.arrivals.at(-1)?.atMs).toBe(7);
    expect(sendNumbered(new TestWire({ faults: [...both, fault({ nth })] }), 3)).toEqual([1, 3]);
    expect(wire.faults).toEqual([
      { rule: 0, nth: 2, action: 'duplicate', packet: 'UDP 10.0.0.2:40000 > 10.0.0.3:5000, 4 bytes' },
      { rule: 1, nth: 2, action: 'delay 5 ms', packet: 'UDP 10.0.0.2:40000 > 10.0.0.3:5000, 4 bytes' },
    ]);
  });

  it('corrupt one packet, seen or unseen by the checksum', () => {
    for (const kind of ['corrupt', 'corrupt-payload'] as const) {
      const wire = new TestWire({ faults: [fault({ action: { do: kind } })] });
      const sent = udpFrame();
      wire.send(sent);
      const [arrival] = wire.arrivals;
      expect(arrival?.frame).not.toEqual(sent);
      expect(hasGoodChecksum(arrival?.frame ?? sent)).toBe(kind === 'corrupt-payload');
    }
  });
});

describe('swap', () => {
  const swap = (packets: number, index: number) =>
    fault({ nth: { of: 'list', indexes: [index] }, action: { do: 'swap', packets } });

  it('lets n later packets of the flow go first, without delaying them', () => {
    const wire = new TestWire({ impair: { delayMs: 10 }, faults: [swap(2, 2)] });
    expect(sendNumbered(wire, 5)).toEqual([1, 3, 4, 2, 5]);
    expect(wire.arrivals.map(({ atMs }) => atMs)).toEqual([11, 13, 14, 14, 15]);
    expect(wire.counters()?.reordered).toBe(1);
  });

  it('lets it go after 1 s when none follows', () => {
    const wire = new TestWire({ faults: [swap(1, 2)] });
    expect(sendNumbered(wire, 2)).toEqual([1, 2]);
    expect(wire.arrivals.map(({ atMs }) => atMs)).toEqual([1, 1002]);
  });

  it('of neighbours both wait for what comes behind them', () => {
    expect(sendNumbered(new TestWire({ faults: [swap(1, 2), swap(1, 3)] }), 5)).toEqual([1, 4, 2, 3, 5]);
  });
});
