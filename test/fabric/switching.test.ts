import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { Mark } from '../../src/core/link/packet-record.ts';
import { describeWith } from '../support/requires.ts';
import { TestNet } from './test-net.ts';

describeWith(['root', 'namespaces', 'tun', 'ping'], 'switching', () => {
  it('takes frames on a shared segment where they belong, with the sender’s impairment', async () => {
    await using net = await TestNet.open({
      links: [{ name: 'lan', nodes: ['a', 'b', 'c'], from: { b: { delayMs: 15 } } }],
    });
    const toB = await net.run('a', ['ping', '-c', '3', '-i', '0.05', '10.0.0.3']);
    const toC = await net.run('a', ['ping', '-c', '4', '-i', '0.05', 'fd00:0::4']);
    expect([toB.status, toC.status]).toEqual([0, 0]);
    expect(Number(/= ([\d.]+)\//.exec(toB.stdout)?.[1])).toBeGreaterThanOrEqual(15);
    const { report, header } = await net.finish();
    expect(report.directions.map(({ from, offered }) => [from, offered])).toEqual([
      ['a', 7],
      ['b', 3],
      ['c', 4],
    ]);
    expect(header.flows.map(({ from, to }) => `${from}>${to}`)).toEqual(['a>b', 'b>a', 'a>c', 'c>a']);
  });

  it('carries fragments, and keeps them in their packet’s flow', async () => {
    await using net = await TestNet.open({ links: [{ name: 'wan', nodes: ['a', 'b'] }] });
    const { status, stdout } = await net.run('a', [
      'ping',
      '-c',
      '2',
      '-i',
      '0.05',
      '-s',
      '4000',
      '10.0.0.3',
    ]);
    expect(status, stdout).toBe(0);
    const { records, header } = await net.finish();
    expect(header.flows).toHaveLength(2);
    expect([...records].filter(({ marks }) => (marks & Mark.fragment) !== 0)).toHaveLength(12);
  });

  it('carries small and large frames by the link’s MTU', async () => {
    for (const mtu of [576, 9000]) {
      await using net = await TestNet.open({ links: [{ name: 'wan', nodes: ['a', 'b'], mtu }] });
      const ping = ['ping', '-c', '1', '-M', 'do', '-s', String(mtu - 28), '10.0.0.3'];
      expect((await net.run('a', ping)).status).toBe(0);
      const { records } = await net.finish();
      expect([...records].map(({ ipBytes }) => ipBytes)).toEqual([mtu, mtu]);
    }
  });
});

describeWith(['root', 'namespaces', 'tun', 'iperf3'], 'TCP', () => {
  it('gets every byte across a lossy, limited link', async () => {
    await using net = await TestNet.open({
      links: [
        {
          name: 'wan',
          nodes: ['a', 'b'],
          impair: {
            delayMs: 5,
            rateBitsPerSecond: 20e6,
            loss: { model: 'independent', ratio: 0.01 },
            corruptRatio: 0.005,
            duplicateRatio: 0.01,
            reorder: { ratio: 0.02, byMs: 3 },
          },
        },
      ],
    });
    const server = net.spawn('b', ['iperf3', '-s', '-1', '--forceflush']);
    if (server.stdout) await once(createInterface({ input: server.stdout }), 'line');
    const ended = once(server, 'exit');
    const client = await net.run('a', ['iperf3', '-c', '10.0.0.3', '-n', '500K', '-J']);
    expect(client.status, client.stdout).toBe(0);
    await ended;
    const result = JSON.parse(client.stdout) as { end: { sum_received: { bits_per_second: number } } };
    expect(result.end.sum_received.bits_per_second).toBeLessThan(20e6);
    const { report } = await net.finish();
    for (const { offered, delivered, lost, queueDrops, duplicated } of report.directions) {
      expect(delivered + lost + queueDrops).toBeGreaterThan(0);
      expect(delivered + lost + queueDrops).toBeLessThanOrEqual(offered + duplicated);
    }
  });
});
