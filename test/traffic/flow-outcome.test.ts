import { expect, it } from 'vitest';
import { flowOutcome } from '../../src/traffic/flow-outcome.ts';
import type { RequesterReport, TcpReport } from '../../src/traffic/protocol.ts';
import { tcpBulk, tcpRr, udpRr, udpStream } from './support/flows.ts';

const noLatency = { p50Seconds: null, p95Seconds: null, p99Seconds: null };

function tcpReport(changes: Partial<TcpReport> = {}): TcpReport {
  return {
    ...{ kind: 'tcp', finished: true, error: null, connectNs: 40e6, answered: 0, latency: noLatency },
    ...{ firstSentAtNs: 1e9, lastReadAtNs: null, bytesSent: 0, bytesReceived: 0 },
    ...{ sha256Sent: 'sent', sha256Received: 'nothing' },
    tcp: {
      ...{ retransmits: 2, rtoTimeouts: null, rttMinSeconds: 0.04, rttP50Seconds: 0.05 },
      ...{ cwndMaxSegments: 20, cwndMeanSegments: 15 },
    },
    ...changes,
  };
}

const received = { sha256Sent: 'nothing', sha256Received: 'sent', connectNs: null, firstSentAtNs: null };

it('goodput is what was received from the first byte sent to the last one read', () => {
  const to = tcpReport({ ...received, bytesReceived: 1_000_000, lastReadAtNs: 3e9 });
  const outcome = flowOutcome(tcpBulk(), { from: tcpReport({ bytesSent: 1_000_000 }), to, stopped: null });
  expect(outcome).toMatchObject({ completed: true, reason: null });
  expect(outcome.metrics).toMatchObject({ duration: 2, goodput: 4_000_000, intact: true, retransmits: 2 });
  expect(outcome.absent).toEqual({ rto_timeouts: "this kernel doesn't tell (Linux 6.7 does)" });
});

it('other bytes than were sent are not intact', () => {
  const to = tcpReport({ ...received, sha256Received: 'other', lastReadAtNs: 3e9 });
  const { metrics } = flowOutcome(tcpBulk(), { from: tcpReport(), to, stopped: null });
  expect(metrics).toMatchObject({ completed: true, intact: false });
});

it('both ends of an exchange send again', () => {
  const to = tcpReport({ ...received, lastReadAtNs: 3e9 });
  const { metrics } = flowOutcome(tcpRr(), { from: tcpReport({ lastReadAtNs: 2e9 }), to, stopped: null });
  expect(metrics).toMatchObject({ retransmits: 4, duration: 1 });
});

it("the first side's error goes before its consequences", () => {
  const from = tcpReport({ finished: false, error: 'the connection timed out' });
  const to = tcpReport({ ...received, finished: false, error: 'the connection was reset' });
  expect(flowOutcome(tcpBulk(), { from, to, stopped: 'time limit' }).reason).toBe('the connection timed out');
  const cutOff = { ...from, error: null };
  expect(flowOutcome(tcpBulk(), { from: cutOff, to, stopped: 'time limit' }).reason).toBe('time limit');
});

it('of a flow that never began nothing is claimed', () => {
  const from: RequesterReport = {
    ...{ kind: 'requester', finished: false, error: null, sent: 0, answered: 0, duplicates: 0, corrupted: 0 },
    ...{ lossPeriods: 0, latency: noLatency },
  };
  const outcome = flowOutcome(udpRr(), {
    from,
    to: { kind: 'responder', finished: true, error: null },
    stopped: 'time limit',
  });
  expect(outcome.metrics).toMatchObject({ sent: 0, answered: 0 });
  expect(outcome.absent).toMatchObject({ loss: 'nothing was sent', latency_p50: 'nothing was sent' });
});

it('a side that is silent leaves reasons', () => {
  const { metrics, absent } = flowOutcome(udpStream(), { from: null, to: null, stopped: 'the agent died' });
  expect(metrics).toEqual({});
  expect(absent.loss).toBe('nothing is known from client');
});
