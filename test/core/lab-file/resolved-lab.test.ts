import { describe, expect, it } from 'vitest';
import { unimpaired } from '../../../src/core/lab/impairment.ts';
import { firstCase, labFiles, twoNodes, valid } from './parse.ts';

describe('a resolved lab', () => {
  it('is one case, main, with everything that the lab leaves out', () => {
    const lab = valid(twoNodes);
    expect(lab).toMatchObject({ name: 'two', title: 'two', seed: 1, submission: null, file: 'lab.yaml' });
    expect(lab.cases).toMatchObject([{ name: 'main', timeLimitMs: 60_000, points: null, repeat: null }]);
    expect(lab.cases[0]?.links).toEqual([
      {
        name: 'wan',
        mtu: 1500,
        ends: [
          {
            node: 'client',
            device: 'eth0',
            mac: '02:57:00:00:00:00',
            ipv4: { address: '10.0.1.2', prefixLength: 24 },
            ipv6: { address: 'fd00:1::2', prefixLength: 64 },
            impairment: unimpaired,
          },
          {
            node: 'server',
            device: 'eth0',
            mac: '02:57:00:00:00:01',
            ipv4: { address: '10.0.1.3', prefixLength: 24 },
            ipv6: { address: 'fd00:1::3', prefixLength: 64 },
            impairment: unimpaired,
          },
        ],
      },
    ]);
  });

  it('takes the command line over the file', () => {
    const lab = valid(`${twoNodes}seed: 7\ntime: 5s\n`, { seed: 9, timeLimitMs: 2000 });
    expect([lab.seed, lab.cases[0]?.timeLimitMs]).toEqual([9, 2000]);
  });

  it('keeps scalars of run, env and sysctl as written', () => {
    const text = `lab: a
nodes:
  client:
    run: [echo, 010, 1e3, no, 0o17, "x y", null, 22:22, true]
    env: {A: 010, B: .5, C: ~}
    sysctl: {net.ipv4.tcp_syn_retries: 06}
  server: {run: echo "$A" | cat, ready: {log: up}}
programs:
  extra: {node: client, run: [x], env: {A: 7}, count: 010}
`;
    const { programs, nodes } = firstCase(text);
    expect(programs[0]?.argv).toEqual(['echo', '010', '1e3', 'no', '0o17', 'x y', 'null', '22:22', 'true']);
    expect(programs[0]?.env).toEqual({ A: '010', B: '.5' });
    expect(nodes[0]?.sysctl).toEqual({ 'net.ipv4.tcp_syn_retries': '06' });
    expect(programs[1]).toMatchObject({ argv: ['sh', '-c', 'echo "$A" | cat'], service: true });
    expect(programs[2]).toMatchObject({ env: { A: '7', B: '.5' }, count: 10, service: false });
  });

  it('reads every form of loss, queue, nth and action', () => {
    const { links, faults } = firstCase(`lab: a
nodes: {a: {}, b: {}}
links:
  w:
    ends: [a, b]
    impair: {rate: 1Mbit, queue: {limit: 30kB, aqm: codel}, loss: {burst: {ratio: 5%, mean: 4}}}
    from: {b: {loss: null, queue: 20 packets, jitter: 3ms, distribution: pareto, reorder: {ratio: 25%, by: 10ms}}}
faults:
  - {link: w, do: drop, nth: 1}
  - {link: w, do: {delay: 300ms}, nth: [8, 3, 3]}
  - {link: w, do: {swap: 2}, nth: {every: 2}}
  - {link: w, do: corrupt, nth: {from: 5, to: 9}, match: {tcp: [syn, fin], contains: [hi, "hex:C0FFEE"]}}
  - {link: w, from: a, do: duplicate}
`);
    expect(links[0]?.ends.map(({ impairment }) => impairment)).toMatchObject([
      {
        loss: { model: 'burst', ratio: 0.05, meanBurstPackets: 4 },
        queue: { limit: { unit: 'bytes', bytes: 30_000 }, aqm: 'codel' },
      },
      {
        loss: null,
        queue: { limit: { unit: 'packets', packets: 20 }, aqm: 'drop-tail' },
        jitter: { ms: 3, distribution: 'pareto' },
        reorder: { ratio: 0.25, byMs: 10 },
      },
    ]);
    expect(faults).toEqual([
      { link: 'w', from: null, match: {}, nth: { of: 'list', indexes: [1] }, action: { do: 'drop' } },
      {
        link: 'w',
        from: null,
        match: {},
        nth: { of: 'list', indexes: [3, 8] },
        action: { do: 'delay', delayMs: 300 },
      },
      {
        link: 'w',
        from: null,
        match: {},
        nth: { of: 'every', period: 2 },
        action: { do: 'swap', packets: 2 },
      },
      {
        link: 'w',
        from: null,
        match: { tcp: ['syn', 'fin'], containsHex: ['6869', 'c0ffee'] },
        nth: { of: 'range', from: 5, to: 9 },
        action: { do: 'corrupt' },
      },
      { link: 'w', from: 'a', match: {}, nth: { of: 'all' }, action: { do: 'duplicate' } },
    ]);
  });

  it('gives expectations in SI units, and in the words of the author', () => {
    const { expectations } = firstCase(`${twoNodes}traffic:
  bulk: {kind: tcp-bulk, from: client, to: server, size: 4MB}
  voice: {kind: udp-stream, from: client, to: server, packets: 100/s, for: 1s}
expect:
  - {metric: bulk.intact, is: true, because: it must}
  - {metric: voice.loss, between: [7%, 13%], points: 2}
  - {metric: bulk.goodput, within: {of: 79.4kbit, by: 5%}}
  - {metric: voice.delay_p50, at-most: {metric: wan.client.delay_p50, times: 2, plus: 20ms}}
  - {metric: server.counters.UdpRcvbufErrors, is: 0}
`);
    expect(expectations.map(({ text }) => text)).toEqual([
      'is true',
      'between 7% and 13%',
      'within 5% of 79.4kbit',
      'at most 2 × wan.client.delay_p50 + 20ms',
      'is 0',
    ]);
    expect(expectations).toMatchObject([
      { requirement: { kind: 'is', value: true }, points: 1, because: 'it must' },
      { requirement: { low: { value: 0.07 }, high: { value: 0.13 } }, points: 2 },
      { requirement: { of: { value: 79_400 }, byRatio: 0.05 } },
      { requirement: { bound: { is: 'metric', times: 2, plus: 0.02, of: null } } },
      { requirement: { kind: 'is', value: 0 } },
    ]);
  });

  it('reads a delivery trace', () => {
    const text = twoNodes.replace('ends:', 'impair: {trace: t}, ends:');
    const traced = firstCase(text, { files: labFiles({ t: '1\n1\n5\n' }) });
    expect(traced.links[0]?.ends[0]?.impairment.trace).toEqual({ file: 't', opportunitiesMs: [1, 1, 5] });
  });
});
