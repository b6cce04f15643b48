import { describe, expect, it } from 'vitest';
import { labFiles, parse } from './parse.ts';

interface Change {
  readonly impair?: string;
  readonly traffic?: string;
  readonly more?: string;
}

function lab(expectation: string, { impair = 'loss: 5%', traffic = '', more = '' }: Change = {}): string {
  return `lab: flaky
nodes: {client: {}, server: {}}
links: {wan: {ends: [client, server], impair: {${impair}}}}
traffic:
  few: {kind: udp-stream, from: client, to: server, packets: 10/s, for: 2s}
  many: {kind: udp-stream, from: client, to: server, packets: 1000/s, for: 10s}
  pinger: {kind: udp-rr, from: client, to: server, count: 20}
  double: {kind: udp-stream, from: client, to: server, packets: 10/s, for: 1s, flows: 2}
${traffic}
${more}
expect:
  - {metric: ${expectation}}
`;
}

function warnings(text: string): string[] {
  const { lab: parsed, diagnostics } = parse(text, { strict: true, files: labFiles({ here: '', best: '' }) });
  expect(parsed, diagnostics.map(({ message }) => message).join('\n')).not.toBeNull();
  expect(diagnostics.every(({ severity, code }) => severity === 'warning' && code === 'flaky')).toBe(true);
  return diagnostics.map(({ message }) => message);
}

const bulk = `  bulk: {kind: tcp-bulk, from: client, to: server, size: 1MB}`;

describe('a random count', () => {
  it.each<[string, string, string, Change?]>([
    [
      'a ratio of few',
      'few.loss, between: [4%, 6%]',
      '5 % of 20 packets is 0 to 5 in 99.9 % of runs (0 % to 25 %)',
    ],
    ['a count', 'few.lost, is: 1', '5 % of 20 packets is 0 to 5 '],
    ['a lower bound', 'few.lost, at-least: 1', '5 % of 20 packets is 0 to 5 '],
    ['what arrives', 'few.received, at-least: 16', '5 % of 20 packets is 0 to 5 '],
    ['a tolerance', 'few.loss, within: {of: 5%, by: 10%}', '5 % of 20 packets is 0 to 5 '],
    ['there and back', 'pinger.answered, is: 18', '9.75 % of 20 packets is 0 to 7 '],
    ['flows together', 'double.lost, at-most: 4', '5 % of 20 packets is 0 to 5 '],
    ['one flow of two', 'double.1.lost, at-most: 3', '5 % of 10 packets is 0 to 4 '],
    ['copies', 'few.duplicates, at-least: 1', '10 % of 20 packets is 0 to 7 ', { impair: 'duplicate: 10%' }],
    ['failed checksums', 'few.lost, is: 0', '10 % of 20 packets is 0 to 7 ', { impair: 'corrupt: 10%' }],
    [
      'changed content',
      'few.corrupted, is: 2',
      '10 % of 20 packets is 0 to 7 ',
      { impair: 'corrupt-payload: 10%' },
    ],
    [
      'bursts',
      'many.loss, between: [4%, 6%]',
      '5 % of 10,000 packets is ',
      { impair: 'loss: {burst: {ratio: 5%, mean: 4}}' },
    ],
    ['a direction', 'wan.client.lost, between: [500, 505]', '5 % of 10,060 packets is '],
  ])('of %s is warned of', (_, expectation, expected, change) => {
    const [message = '', ...others] = warnings(lab(expectation, change));
    expect(message).toContain(expected);
    expect(others).toEqual([]);
  });

  it.each<[string, string, Change?]>([
    ['of many', 'many.loss, between: [4%, 6%]'],
    ['within bounds that are wide', 'few.loss, at-most: 50%'],
    ['that nothing random strikes', 'few.lost, is: 0', { impair: 'delay: 5ms' }],
    ['that is certain', 'few.lost, is: 20', { impair: 'loss: 100%' }],
    ['compared with another', 'few.lost, at-most: {metric: many.lost}'],
    [
      'that a fault decides too',
      'few.lost, is: 1',
      { more: 'faults: [{link: wan, match: {udp: any}, nth: 3, do: drop}]' },
    ],
    [
      'that the timeline changes',
      'few.lost, is: 1',
      { more: 'timeline: [{at: 1s, link: wan, set: {loss: 0%}}]' },
    ],
    ['of a direction with TCP in it', 'wan.client.lost, is: 3', { traffic: bulk }],
    [
      'of a direction with a program behind it',
      'wan.client.lost, is: 3',
      { more: 'programs: {p: {node: client, run: x}}' },
    ],
  ])('%s is not', (_, expectation, change) => {
    expect(warnings(lab(expectation, change))).toEqual([]);
  });

  it('comes with its remedies, at its place', () => {
    const { diagnostics } = parse(lab('many.loss, between: [4.5%, 5.5%]'), { strict: true });
    expect(diagnostics).toMatchObject([
      {
        location: { start: { line: 12, column: 25 } },
        hint:
          'strike chosen packets by a fault with `nth`; or send 20,573 packets; or accept 4.3 % to 5.73 %. ' +
          'The seed repeats a run in the fabric, but a change of the lab or of the seed draws anew',
      },
    ]);
  });
});

describe('a bound on time', () => {
  const withBulk = (expectation: string) =>
    lab(expectation, { impair: 'delay: 25ms, rate: 8Mbit', traffic: bulk });

  it.each([
    ['few.delay_p50, between: [25ms, 30ms]', 'beside the 25.2 ms'],
    ['pinger.latency_p50, at-most: 60ms', 'beside the 50.2 ms'],
    ['wan.client.delay_p99, at-most: 37ms', 'beside the 25 ms'],
    ['bulk.connect_time, at-most: 70ms', 'beside the 50.1 ms'],
    ['bulk.duration, at-most: 1.4s', 'beside the 1.02 s'],
    ['bulk.goodput, at-least: 6Mbit', 'the 7.8 Mbit/s'],
  ])('%s is warned of', (expectation, expected) => {
    const found = warnings(withBulk(expectation));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
  });

  it.each([
    'few.delay_p50, at-least: 25ms',
    'few.delay_p50, between: [25ms, 40ms]',
    'pinger.latency_p50, at-most: {metric: wan.client.delay_p50, times: 2, plus: 5ms}',
    'pinger.latency_p50, at-most: 80ms',
    'bulk.duration, at-most: 1.6s',
    'bulk.goodput, at-least: 5Mbit',
    'bulk.goodput, at-most: 8Mbit',
  ])('%s is not', (expectation) => {
    expect(warnings(withBulk(expectation))).toEqual([]);
  });
});

describe('an exact figure', () => {
  it.each([
    'few.jitter, is: 0ms',
    'few.delay_p50, between: [5ms, 5ms]',
    'few.ipdv_p99, within: {of: 5ms, by: 0%}',
  ])('%s is warned of', (expectation) => {
    expect(warnings(lab(expectation, { impair: 'jitter: 1ms' }))).toEqual([
      expect.stringContaining('to its last digit'),
    ]);
  });

  it.each(['few.lost, is: 0', 'few.loss, is: 0%', 'few.jitter, is-not: 0ms'])('%s is not', (expectation) => {
    expect(warnings(lab(expectation, { impair: 'jitter: 1ms' }))).toEqual([]);
  });
});

describe('in a graded lab', () => {
  const graded = (expectation: string, loss = '20%') =>
    warnings(`lab: flaky
time: 10s
nodes: {client: {}, server: {files: here, run: [python3, s.py], ready: {udp: 8080}}}
links: {wan: {ends: [client, server], from: {server: {loss: ${loss}}}}}
measure:
  rtt: {stdout: client, matches: 'rtt=([0-9.]+)', unit: ms}
  served: {stdout: server, matches: 'in ([0-9.]+)', unit: ms}
  asked: {link: wan, from: client, match: {udp: any}, count: offered}
  arrived: {link: wan, from: client, match: {udp: any}, count: delivered}
  answered: {link: wan, from: server, match: {udp: any}, count: delivered}
expect:
  - {metric: ${expectation}}
submission:
  node: client
  reference: best
  languages: {python: {when: c.py, run: [python3, c.py]}}
`);

  it.each([
    ['client.duration, at-most: 5s', 'a bound of its own on how long a submission takes'],
    ['client.duration, between: [1s, 2s]', 'a bound of its own'],
    ['client.duration, credit: {zero: 4s, full: 2s}', 'a bound of its own'],
    ['rtt, at-most: 60ms', 'less than the 250 ms that a program may have to wait'],
    ['asked, is: 4', 'wan loses 20 % of what server sends'],
    ['asked, between: [4, 4]', 'asks for an exact count'],
    ['answered, is: 4', 'asks for an exact count'],
  ])('%s is warned of', (expectation, expected) => {
    const found = graded(expectation);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
  });

  it.each([
    'client.duration, at-least: 1s',
    'client.duration, at-most: {metric: client.duration, of: reference, times: 2, plus: 1s}',
    'client.duration, credit: {zero: 1s, full: 2s}',
    'server.duration, at-most: 5s',
    'rtt, at-most: 300ms',
    'rtt, at-least: 20ms',
    'served, at-most: 60ms',
    'asked, between: [4, 8]',
    'arrived, is: 4',
  ])('%s is not', (expectation) => {
    expect(graded(expectation)).toEqual([]);
  });

  it.each(['0%', '100%'])('loss of %s decides nothing by chance', (loss) => {
    expect(graded('asked, is: 4', loss)).toEqual([]);
  });
});

describe('without being asked', () => {
  it('says nothing of flakiness', () => {
    expect(parse(lab('few.lost, is: 1')).diagnostics).toEqual([]);
  });
});
