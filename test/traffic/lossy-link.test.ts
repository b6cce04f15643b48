import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { LocalHost } from '../../src/runtime/local-host.ts';
import type { FlowOutcome } from '../../src/traffic/traffic.ts';
import { openTraffic } from '../../src/traffic/traffic-session.ts';
import { describeWith } from '../support/requires.ts';
import { flowOn, runFlow, tcpBulk, tcpRr, udpRr, udpStream } from './support/flows.ts';
import { openVethPair, type VethPair } from './support/veth-nodes.ts';

describeWith(['root', 'namespaces', 'nft'], 'flows on a link that drops', () => {
  let pair: VethPair;
  beforeAll(async () => {
    pair = await openVethPair();
  });
  afterAll(() => pair[Symbol.asyncDispose]());
  afterEach(() => pair.server.nft('flush ruleset'));

  /** What comes into the server through the link; sequence numbers stand at bit 128 from the UDP header's. */
  function onServerInput(rule: string): void {
    pair.server.nft(`table inet drops {
      chain in {
        type filter hook input priority 0
        iifname eth0 ${rule}
      }
    }`);
  }

  function retransmittedSegments(): number {
    const lines = pair.client.run(['cat', '/proc/net/snmp']).split('\n');
    const [names = '', values = ''] = lines.filter((line) => line.startsWith('Tcp:'));
    return Number(values.split(' ')[names.split(' ').indexOf('RetransSegs')]);
  }

  it('a stream misses exactly what was dropped', async () => {
    onServerInput('udp dport 5001 @th,128,32 { 3, 7, 8, 99 } drop');
    const { completed, metrics } = await runFlow(pair, flowOn(udpStream()));
    expect(completed).toBe(true);
    expect(metrics).toMatchObject({
      ...{ sent: 100, received: 96, lost: 4, loss: 0.04, loss_periods: 3 },
      ...{ duplicates: 0, corrupted: 0, reordered: 0, reorder_extent_max: 0, n_reordered_3: 0 },
    });
  });

  it('a stream sees what was changed on the way', async () => {
    // A byte of the pattern; the checksum is made good.
    onServerInput('udp dport 5001 @th,128,32 { 11, 12 } @th,800,8 set 0x00');
    const { metrics } = await runFlow(pair, flowOn(udpStream()));
    expect(metrics).toMatchObject({ received: 100, loss: 0, corrupted: 2 });
  });

  it('a stream of which nothing arrives has a loss and no delay', async () => {
    onServerInput('udp dport 5001 drop');
    const { completed, metrics, absent } = await runFlow(pair, flowOn(udpStream()));
    expect(completed).toBe(true);
    expect(metrics).toMatchObject({ sent: 100, received: 0, lost: 100, loss: 1, loss_periods: 1 });
    expect(absent).toMatchObject({ delay_p50: 'no datagram arrived', reordered: 'no datagram arrived' });
    expect(metrics).not.toHaveProperty('delay_p50');
  });

  it('requests go unanswered, and the next are made', async () => {
    onServerInput('udp dport 5001 @th,128,32 { 0, 4, 5 } drop');
    const { completed, metrics } = await runFlow(pair, flowOn(udpRr({ count: 10, timeoutMs: 30 })));
    expect(completed).toBe(true);
    expect(metrics).toMatchObject({
      sent: 10,
      answered: 7,
      received: 7,
      lost: 3,
      loss: 0.3,
      loss_periods: 2,
    });
  });

  it('nobody answers at all', async () => {
    onServerInput('udp dport 5001 drop');
    const { metrics, absent } = await runFlow(pair, flowOn(udpRr({ count: 3, timeoutMs: 20 })));
    expect(metrics).toMatchObject({ answered: 0, loss: 1 });
    expect(absent.latency_p50).toBe('no request was answered');
  });

  it('TCP delivers every byte and counts what it sent again, as the kernel does', async () => {
    onServerInput('tcp dport 5001 tcp flags & (syn | fin) == 0 numgen inc mod 20 == 7 drop');
    await using session = await openTraffic(
      [flowOn(tcpBulk({ sizeBytes: 2_000_000 }))],
      pair.nodes,
      new LocalHost(),
    );
    const ended = new Promise<FlowOutcome>((resolve) => session.onEnded((_, outcome) => resolve(outcome)));
    // After the rehearsal over loopback, which may have its own.
    const before = retransmittedSegments();
    session.start('bulk', process.hrtime.bigint());
    const { metrics } = await ended;
    expect(metrics).toMatchObject({ intact: true, completed: true, bytes_received: 2_000_000 });
    expect(metrics.retransmits).toBeGreaterThan(0);
    expect(metrics.retransmits).toBe(retransmittedSegments() - before);
  });

  it('a lost SYN costs a second, a retransmission and a time-out', async () => {
    onServerInput('tcp dport 5001 tcp flags & (syn | ack) == syn numgen inc mod 1000 == 0 drop');
    const { metrics } = await runFlow(pair, flowOn(tcpRr()));
    expect(metrics).toMatchObject({ retransmits: 1, answered: 20, intact: true });
    expect([1, undefined]).toContain(metrics.rto_timeouts);
    expect(Number(metrics.connect_time)).toBeGreaterThan(0.99);
  });

  it('a connection that never comes about ends with the time limit', async () => {
    onServerInput('tcp dport 5001 drop');
    const outcome = await runFlow(
      pair,
      flowOn(tcpBulk()),
      (state) => state.phase === 'connecting' && (state.retransmits ?? 0) >= 1,
    );
    expect(outcome).toMatchObject({ completed: false, reason: 'time limit' });
    expect(outcome.metrics).toMatchObject({ completed: false, intact: false, bytes_received: 0 });
    expect(outcome.metrics.retransmits).toBeGreaterThanOrEqual(1);
    expect(outcome.absent).toMatchObject({
      connect_time: 'it never connected',
      goodput: 'it never connected',
    });
  });

  it('a refused connection says so', async () => {
    onServerInput('tcp dport 5001 reject with tcp reset');
    const outcome = await runFlow(pair, flowOn(tcpBulk()));
    expect(outcome).toMatchObject({ completed: false, reason: 'the connection was refused (ECONNREFUSED)' });
  });

  it('what a flow has done stands when it is cut off', async () => {
    const outcome = await runFlow(
      pair,
      flowOn(tcpBulk({ sizeBytes: 1e11 })),
      (state) => state.received > 1e6,
    );
    expect(outcome).toMatchObject({ completed: false, reason: 'time limit' });
    expect(outcome.metrics).toMatchObject({ completed: false, intact: false });
    expect(Number(outcome.metrics.bytes_received)).toBeGreaterThan(1e6);
    expect(Number(outcome.metrics.goodput)).toBeGreaterThan(0);
    const stream = await runFlow(
      pair,
      flowOn(udpStream({ durationMs: 60_000 })),
      (state) => state.received > 50,
    );
    expect(stream).toMatchObject({ completed: false, reason: 'time limit' });
    expect(Number(stream.metrics.received)).toBeGreaterThan(50);
  });

  it('an agent that dies is told, with what is known of its flow', async () => {
    await using session = await openTraffic(
      [flowOn(udpStream({ durationMs: 60_000 }))],
      pair.nodes,
      new LocalHost(),
    );
    const ended = new Promise<FlowOutcome>((resolve) => session.onEnded((_, outcome) => resolve(outcome)));
    session.onProgress((_, state) => {
      if (state.received > 0) pair.server.agents.at(-1)?.kill('SIGKILL');
    });
    session.start('voice', process.hrtime.bigint());
    expect(await session.failed).toMatch(/the traffic agent in server ended \(SIGKILL\)/);
    expect(await ended).toMatchObject({
      completed: false,
      reason: expect.stringContaining('server'),
      absent: { loss: 'nothing is known from server' },
    });
  });
});
