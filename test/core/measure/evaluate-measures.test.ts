import { describe, expect, it } from 'vitest';
import type { MeasureSpec } from '../../../src/core/lab/lab.ts';
import { evaluateMeasures, type MeasureInputs } from '../../../src/core/measure/evaluate-measures.ts';
import { packetWatches } from '../../../src/core/measure/packet-watches.ts';
import { TestWire } from '../link/test-wire.ts';
import { tcpFrame, udpFrame } from '../packet/frames.ts';

function counted(name: string, count: 'offered' | 'repeated', match = {}): MeasureSpec {
  return { name, definition: { by: 'packets', link: 'wan', from: 'a', match, count } };
}

function fairness(name: string, ...metrics: string[]): MeasureSpec {
  return { name, definition: { by: 'fairness', metrics } };
}

const measures: MeasureSpec[] = [
  fairness('share', 'datagrams', 'segments'),
  counted('datagrams', 'offered', { udp: ['any'] }),
  {
    name: 'opens',
    definition: {
      by: 'order',
      link: 'wan',
      packets: [
        { from: 'a', match: { tcp: ['syn'] } },
        { from: null, match: { udp: ['any'] } },
      ],
    },
  },
  {
    name: 'rtt',
    definition: { by: 'output', stream: 'stdout', program: 'p', pattern: '(\\d+) ms', unit: 'ms' },
  },
  counted('segments', 'repeated', { tcp: ['any'] }),
];

function inputs(changed: Partial<MeasureInputs> = {}): MeasureInputs {
  const wire = new TestWire({ watches: packetWatches(measures) });
  for (const sequence of [5, 5, 5]) wire.send(tcpFrame({ flags: 2, sequence }));
  for (let n = 0; n < 6; n++) wire.send(udpFrame({ payload: Uint8Array.of(n) }));
  wire.drain();
  return { metrics: { 'p.stdout': 'rtt 40 ms' }, absent: {}, packets: wire.recorded(), ...changed };
}

describe('evaluateMeasures', () => {
  it('gives each measure its own packets, wherever it stands in the list', () => {
    expect(Object.fromEntries(evaluateMeasures(measures, inputs()))).toEqual({
      datagrams: { value: 6 },
      opens: { value: true },
      rtt: { value: 0.04 },
      segments: { value: 2, evidence: 'packet 2 at 0.000 s, packet 3 at 0.000 s' },
      share: { value: expect.closeTo(0.8, 12) },
    });
  });

  it('has nothing to say of packets without a record, and says so of what is built on that', () => {
    const packets = { absent: 'nobody looked' };
    expect(Object.fromEntries(evaluateMeasures(measures, inputs({ packets })))).toEqual({
      datagrams: { absent: 'nobody looked' },
      opens: { absent: 'nobody looked' },
      rtt: { value: 0.04 },
      segments: { absent: 'nobody looked' },
      share: { absent: 'datagrams has no value: nobody looked' },
    });
  });

  it('does not count what the record left out', () => {
    const whole = inputs();
    if ('absent' in whole.packets) throw new Error('no records');
    const packets = { ...whole.packets, header: { ...whole.packets.header, omitted: 1 } };
    expect(evaluateMeasures(measures, { ...whole, packets }).get('datagrams')).toEqual({
      absent: "there were more packets than the wire's record holds",
    });
  });

  it.each<[string, MeasureSpec[], Record<string, number>, object]>([
    [
      'of metrics',
      [fairness('f', 'a.goodput', 'b.goodput')],
      { 'a.goodput': 3, 'b.goodput': 1 },
      { value: expect.closeTo(0.8, 12) },
    ],
    ['of fairness', [fairness('f', 'g', 'a.x'), fairness('g', 'a.x', 'a.x')], { 'a.x': 1 }, { value: 1 }],
    [
      'of what is missing',
      [fairness('f', 'a.x', 'b.x')],
      { 'a.x': 1 },
      { absent: 'b.x has no value: b never ran' },
    ],
    [
      'of a truth',
      [fairness('f', 'opens', 'a.x')],
      { 'a.x': 1 },
      { absent: 'opens has no value: nothing measured it' },
    ],
    ['of nothing', [fairness('f', 'a.x', 'b.x')], { 'a.x': 0, 'b.x': 0 }, { absent: 'all of them are 0' }],
    [
      'of a debt',
      [fairness('f', 'a.x', 'b.x')],
      { 'a.x': 1, 'b.x': -1 },
      { absent: 'b.x is negative: fairness is of shares' },
    ],
  ])('fairness %s', (_what, specs, metrics, expected) => {
    const given = { metrics, absent: { 'b.x': 'b never ran' }, packets: { absent: '' } };
    expect(evaluateMeasures(specs, given).get('f')).toEqual(expected);
  });

  it('says that a circle has no value, and ends', () => {
    const found = evaluateMeasures([fairness('f', 'g', 'g'), fairness('g', 'f', 'f')], inputs());
    expect(found.get('f')).toEqual({ absent: expect.stringContaining('g has no value') });
  });
});
