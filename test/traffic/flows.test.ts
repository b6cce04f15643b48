import { afterAll, beforeAll, expect, it } from 'vitest';
import { flowMetricNames } from '../../src/core/measure/flow-metrics.ts';
import { LocalHost } from '../../src/runtime/local-host.ts';
import { describeWith } from '../support/requires.ts';
import { flowOn, runFlow, runFlows, tcpBulk, tcpRr, udpRr, udpStream } from './support/flows.ts';
import { openVethPair, type VethPair } from './support/veth-nodes.ts';

describeWith(['root', 'namespaces', 'nft'], 'flows on a clean link', () => {
  let pair: VethPair;
  beforeAll(async () => {
    pair = await openVethPair();
  });
  afterAll(() => pair[Symbol.asyncDispose]());

  it('of all four kinds run at once, over IPv4 and IPv6, in both directions', async () => {
    const flows = [
      flowOn(tcpBulk({ from: 'server', to: 'client' }), 5001),
      flowOn(tcpRr({ ip: 6 }), 5002),
      flowOn(udpStream({ ip: 6 }), 5003),
      flowOn(udpRr({ from: 'server', to: 'client' }), 5004),
    ];
    const { outcomes, states } = await runFlows(pair, flows);
    for (const { spec, plan } of flows) {
      const outcome = outcomes.get(plan.name);
      expect(outcome).toMatchObject({ completed: true, reason: null, absent: {} });
      expect(Object.keys(outcome?.metrics ?? {})).toEqual(flowMetricNames(spec.kind));
    }
    expect(outcomes.get('bulk')?.metrics).toMatchObject({
      ...{ completed: true, intact: true, bytes_sent: 1_000_000, bytes_received: 1_000_000, retransmits: 0 },
    });
    expect(outcomes.get('rpc')?.metrics).toMatchObject({ intact: true, answered: 20, bytes_received: 2000 });
    expect(outcomes.get('voice')?.metrics).toMatchObject({
      sent: 100,
      received: 100,
      loss: 0,
      duplicates: 0,
    });
    expect(outcomes.get('pinger')?.metrics).toMatchObject({ sent: 20, answered: 20, lost: 0 });
    const last = states.filter(({ phase }) => phase === 'ended');
    expect(last.map(({ received }) => received).toSorted((a, b) => a - b)).toEqual([20, 20, 100, 1_000_000]);
  });

  it('put nothing on the link but one connection, or their own datagrams', async () => {
    pair.server.nft(`table inet count {
      chain in {
        type filter hook input priority 0
        iifname eth0 tcp flags & (syn | ack) == syn counter
        iifname eth0 meta l4proto udp counter
        iifname eth0 meta l4proto != { tcp, udp } counter
      }
    }`);
    await runFlows(pair, [flowOn(tcpBulk(), 5001), flowOn(udpStream(), 5002)]);
    const rules = pair.server.run(['nft', 'list', 'chain', 'inet', 'count', 'in']);
    const packets = [...rules.matchAll(/counter packets (\d+)/g)].map((match) => Number(match[1]));
    expect(packets).toEqual([1, 100, 0]);
  });

  it('measure delays of no less than nothing and durations that fit', async () => {
    const { metrics } = await runFlow(pair, flowOn(tcpBulk({ sizeBytes: 3_000_000 })));
    const [goodput, duration] = [Number(metrics.goodput), Number(metrics.duration)];
    expect(goodput * duration).toBeCloseTo(3_000_000 * 8, 3);
    expect(Number(metrics.connect_time)).toBeGreaterThanOrEqual(Number(metrics.rtt_min));
  });

  it('wait for their time', async () => {
    const { openTraffic } = await import('../../src/traffic/traffic-session.ts');
    await using session = await openTraffic([flowOn(udpRr({ count: 1 }))], pair.nodes, new LocalHost());
    const ended = new Promise<bigint>((resolve) => {
      session.onEnded(() => resolve(process.hrtime.bigint()));
    });
    const atNs = process.hrtime.bigint() + 150_000_000n;
    session.start('pinger', atNs);
    expect(await ended).toBeGreaterThan(atNs);
  });

  it('leave no process behind', async () => {
    await runFlow(pair, flowOn(udpRr({ count: 1 })));
    for (const agent of [...pair.client.agents, ...pair.server.agents]) {
      expect(agent.exitCode).toBe(0);
    }
  });
});

describeWith(['root', 'namespaces'], 'socket options', () => {
  let pair: VethPair;
  beforeAll(async () => {
    pair = await openVethPair();
  });
  afterAll(() => pair[Symbol.asyncDispose]());

  it('are what the kernel says they are', async () => {
    const spec = tcpBulk({
      ...{ sizeBytes: 1e9, receiveBufferBytes: 50_000, sendBufferBytes: 30_000, congestion: 'cubic' },
    });
    let sockets: { sender: string; receiver: string } | null = null;
    await runFlow(pair, flowOn(spec), (state) => {
      if (state.received === 0) return false;
      sockets ??= {
        sender: pair.client.run(['ss', '-Htmin', 'dport = :5001']),
        receiver: pair.server.run(['ss', '-Htmin', 'state', 'established', 'sport = :5001']),
      };
      return true;
    });
    // The kernel doubles what it is asked for (socket(7)).
    expect(sockets).toEqual({
      sender: expect.stringMatching(/tb60000,.*cubic/s),
      receiver: expect.stringMatching(/rb100000,/),
    });
  });

  it('that the kernel lacks are refused by name', async () => {
    await expect(runFlow(pair, flowOn(tcpBulk({ congestion: 'nonesuch' })))).rejects.toThrow(/"nonesuch"/);
  });

  it('a port that is taken is told', async () => {
    const flows = [flowOn(udpRr({ name: 'one' }), 5001), flowOn(udpRr({ name: 'two' }), 5001)];
    await expect(runFlows(pair, flows)).rejects.toThrow(/server: .*EADDRINUSE/);
  });
});
