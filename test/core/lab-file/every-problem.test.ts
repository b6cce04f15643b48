import { describe, expect, it } from 'vitest';
import { formatDiagnostics } from '../../../src/core/diagnostic/diagnostic.ts';
import { parse, problemsOf, twoNodes } from './parse.ts';

describe('every problem at once', () => {
  it('finds shapes, names, figures and metrics in one pass', () => {
    const text = `lab: bad
tile: x
nodes:
  client: {lokalhost: server, run: [x], ready: {tcp: 99999}}
  server: {}
  alone: {}
programs:
  idle: {node: clint, run: [x], count: 0}
links:
  wan: {ends: [client, servr], mtu: 100, impair: {delay: 40, loss: 150%}}
  a: {ends: [client, server], subnet: 10.5.0.0/16}
  b: {ends: [client, server], subnet: 10.5.3.0/24, addresses: {client: 10.6.0.1}}
  c: {ends: [client, client]}
traffic:
  bulk: {kind: tcp-bulk, from: client, to: alone, size: 4MB}
  odd: {kind: tcp-bulkk, from: client, to: server, size: 4MB}
  voice: {kind: udp-stream, from: client, to: server, packets: 100/s, payload: 10B, for: 10s}
faults:
  - {link: a, from: alone, do: dropp}
timeline:
  - {at: 300s, link: a, down: true}
  - {at: 3s, program: nope, do: stop}
expect:
  - {metric: voice.los, at-most: 1%}
  - {metric: voice.loss, at-least: 101%}
  - {metric: voice.loss, between: [13%, 7%]}
  - {metric: bulk.intact, at-least: 1}
`;
    expect(problemsOf(text)).toEqual([
      '2:1 error unknown-key: unknown key "tile"',
      '4:12 error unknown-key: unknown key "lokalhost"',
      '4:54 error bad-value: tcp: 99999 is out of range: at most 65535',
      '8:16 error unknown-name: no node is named "clint"',
      '8:40 error bad-value: count: 0 is out of range: at least 1',
      '10:24 error unknown-name: no node is named "servr"',
      '10:37 error bad-value: mtu: 100 is out of range: at least 576',
      '10:58 error bad-value: delay: 40 has no unit: a duration needs one of us, ms, s, min',
      '10:68 error bad-value: loss: 150% is too much: a ratio is at most 100%',
      '12:39 error address: subnet: this overlaps the subnet of a',
      "12:72 error address: addresses: 10.6.0.1 is outside of the link's subnet",
      "13:22 error bad-value: ends: client stands here twice: a link can't join a node to itself",
      '16:15 error bad-value: kind: "tcp-bulkk" is none of tcp-bulk, tcp-rr, udp-stream, udp-rr',
      "17:80 error bad-value: payload: 10 B is too small: every datagram carries 32 B of Wirelab's own",
      '19:21 error unknown-name: "alone" is no end of a: there is no such direction',
      '19:32 error bad-value: do: "dropp" is none of drop, duplicate, corrupt, corrupt-payload',
      "21:10 warning no-effect: this entry of the timeline comes after the case's time limit of 60 s: it never happens",
      '22:23 error unknown-name: no program is named "nope"',
      '24:14 error unknown-metric: nothing produces "voice.los": udp-stream traffic has no such metric',
      '25:36 error bad-value: voice.loss: 101% is too much: a ratio is at most 100%',
      '26:35 error impossible-expectation: voice.loss: nothing is between 13 % and 7 %: the lower bound comes first',
      "27:37 error wrong-type: bulk.intact is true or false: at-least can't judge it",
    ]);
  });

  it.each([
    [
      'a name used twice',
      'traffic: {wan: {kind: tcp-bulk, from: client, to: server, size: 1kB}}',
      '4:11 error duplicate-name: "wan" is a link\'s name already',
    ],
    [
      'traffic to oneself',
      'traffic: {t: {kind: tcp-bulk, from: client, to: client, size: 1kB}}',
      '4:49 error bad-value: to: client would send to itself, across no link',
    ],
    [
      'a signal of no name',
      'timeline: [{at: 1s, program: wan, do: {signal: SIGSTOP}}]',
      /signal: "SIGSTOP" is none of/,
    ],
    [
      'a regular expression that is none',
      'expect: [{metric: client.stdout, matches: "("}]',
      /Invalid regular expression/,
    ],
    [
      'two requirements in one',
      'expect: [{metric: wan.client.lost, is: 0, at-most: 1}]',
      '4:52 error conflicting-keys: is and at-most exclude each other',
    ],
    [
      'a fraction of a count',
      'expect: [{metric: wan.client.lost, is: 0.5}]',
      '4:40 error impossible-expectation: wan.client.lost: it is always a whole number',
    ],
    [
      'metrics of unlike units',
      'expect: [{metric: wan.client.lost, at-most: {metric: wan.client.delay_p50}}]',
      '4:54 error wrong-type: wan.client.delay_p50 is in seconds, wan.client.lost in count',
    ],
    [
      'a direction without its node',
      'expect: [{metric: wan.delay_p50, at-most: 5ms}]',
      '4:19 error unknown-metric: nothing produces "wan.delay_p50": "delay_p50" is no end of wan, which has client, server',
    ],
    [
      'one flow of one',
      'traffic: {t: {kind: tcp-bulk, from: client, to: server, size: 1kB}}\nexpect: [{metric: t.1.intact, is: true}]',
      '5:19 error unknown-metric: there is one t only',
    ],
    [
      'points within a case of points',
      'cases: [{case: a, points: 2, expect: [{metric: wan.client.lost, is: 0, points: 1}]}]',
      '4:72 error points: points: the case as a whole carries points: its expectations have none of their own',
    ],
    [
      'a missing stdin',
      'programs: {p: {node: client, run: [x], stdin: in.txt}}',
      '4:47 error file: stdin: there is no in.txt',
    ],
    [
      'a case named twice',
      'cases: [{case: a}, {case: a}]',
      '4:27 error duplicate-name: another case is named "a" already',
    ],
    ['a section of the wrong kind', 'faults: {}', '4:1 error wrong-type: faults: a list is needed here'],
  ])('finds %s', (_, addition, expected) => {
    const found = problemsOf(`${twoNodes}${addition}\n`);
    expect(
      found.some((problem) => (typeof expected === 'string' ? problem === expected : expected.test(problem))),
      found.join('\n'),
    ).toBe(true);
  });

  it('says the same mistake once, though every case has it', () => {
    const text = `lab: a\nnodes: {client: {}, server: {}}\nlinks: {wan: {ends: [client, server], impair: {loss: 2}}}\ncases: [{case: a}, {case: b}, {case: c}]\n`;
    expect(problemsOf(text)).toEqual(['3:54 error bad-value: loss: 2 is too much: a ratio is at most 100%']);
  });

  it('refuses what netem can not do, and not for the fabric', () => {
    const text = `${twoNodes.replace('ends:', 'impair: {corrupt-payload: 1%, rate: 1Mbit, queue: {limit: 3kB, aqm: codel}}, ends:')}
measure:
  seen: {link: wan, count: offered, match: {udp: any}}
expect:
  - {metric: wan.client.delay_p99, at-most: {metric: wan.server.delay_p50}}
`;
    expect(problemsOf(text, { emulator: 'netem' })).toEqual([
      "3:24 error unsupported-by-emulator: the emulator netem can't do corrupt-payload",
      "3:58 error unsupported-by-emulator: the emulator netem can't limit a CoDel queue in bytes: the kernel's counts packets",
      "6:21 error unsupported-by-emulator: the emulator netem can't do count: it keeps no record of every packet",
      "8:14 error unsupported-by-emulator: wan.client.delay_p99 has no value: the kernel's netem doesn't tell how long packets took",
      "8:54 error unsupported-by-emulator: wan.server.delay_p50 has no value: the kernel's netem doesn't tell how long packets took",
    ]);
    expect(problemsOf(text, { emulator: 'fabric' })).toEqual([]);
  });

  it('reaches across routers, and through nobody else', () => {
    const text = (router: string) => `lab: a
nodes: {a: {}, r: ${router}, b: {}}
links: {x: {ends: [a, r]}, y: {ends: [r, b], mtu: 576}}
traffic: {t: {kind: tcp-bulk, from: a, to: b, size: 1kB}}
`;
    expect(problemsOf(text('{forward: true}'))).toEqual([]);
    expect(problemsOf(text('{}'))).toEqual(["4:44 error unreachable: to: b can't be reached from a"]);
    expect(problemsOf(text('{forward: true}').replace('1kB', '1kB, ip: 6'))).toEqual([
      "4:44 error unreachable: to: b can't be reached from a by IPv6",
    ]);
  });

  it('shows the place and the hint', () => {
    const text = `${twoNodes.replace('ends:', 'impair: {lantency: 3ms}, ends:')}`;
    const { diagnostics } = parse(text);
    expect(formatDiagnostics(diagnostics, new Map([['lab.yaml', text]]))).toMatchInlineSnapshot(`
      "lab.yaml:3:24: error: unknown key "lantency" [unknown-key]
        3 | links: {wan: {impair: {lantency: 3ms}, ends: [client, server]}}
          |                        ^^^^^^^^
        hint: known: delay, jitter, distribution, loss, reorder, duplicate, corrupt, corrupt-payload, rate, queue, trace"
    `);
  });
});
