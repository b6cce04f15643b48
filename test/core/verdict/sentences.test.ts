import { describe, expect, it } from 'vitest';
import type { FlowDescription, FlowKind } from '../../../src/core/event/event.ts';
import type { MetricValue } from '../../../src/core/lab/lab.ts';
import type { FlowEnd, FlowLosses } from '../../../src/core/verdict/flow-end.ts';
import { flowSentences } from '../../../src/core/verdict/sentences.ts';

const planned: Record<FlowKind, number> = {
  'tcp-bulk': 4_000_000,
  'tcp-rr': 50,
  'udp-stream': 1000,
  'udp-rr': 20,
};

function ended(
  kind: FlowKind,
  metrics: Record<string, MetricValue>,
  reason: string | null = null,
  extra: Partial<FlowDescription> = {},
): FlowEnd {
  const flow = { name: 'it', traffic: 'it', kind, from: 'a', to: 'b', port: 5001, planned: planned[kind] };
  return { flow: { ...flow, ...extra }, completed: reason === null, reason, metrics };
}

function sentence(end: FlowEnd, losses: FlowLosses | null = null, clean: readonly FlowEnd[] = []): string {
  const byFlow = new Map(losses === null ? [] : [[end.flow.name, losses] as const]);
  return flowSentences({ ends: [end], losses: byFlow, clean }).join('|');
}

const whole = {
  connect_time: 0.04,
  bytes_received: 4_000_000,
  intact: true,
  duration: 13.8,
  retransmits: 61,
};
const losses = { there: 61, back: 0, corrupted: 0 };

describe('flowSentences', () => {
  it.each<[string, FlowEnd, FlowLosses | null, FlowEnd[], string]>([
    [
      'everything about a lossy download',
      ended('tcp-bulk', whole),
      losses,
      [ended('tcp-bulk', { ...whole, duration: 6 })],
      'it (TCP): 61 segments were lost, 61 retransmitted, all 4,000,000 bytes arrived in order in 13.8 s, 2.3 times slower than the clean link.',
    ],
    [
      'losses in both directions, and damage',
      ended('tcp-bulk', whole),
      { there: 1, back: 12, corrupted: 3 },
      [],
      'it (TCP): 1 segment was lost (and 12 on the way back), 3 damaged, 61 retransmitted, all 4,000,000 bytes arrived in order in 13.8 s.',
    ],
    [
      'losses that are not known to be its own',
      ended('tcp-bulk', whole),
      null,
      [],
      'it (TCP): 61 segments were retransmitted, all 4,000,000 bytes arrived in order in 13.8 s.',
    ],
    [
      'nothing lost, as fast as before',
      ended('tcp-bulk', { ...whole, retransmits: 0 }),
      { there: 0, back: 0, corrupted: 0 },
      [ended('tcp-bulk', { ...whole, duration: 13.7 })],
      'it (TCP): no segment was lost, none retransmitted, all 4,000,000 bytes arrived in order in 13.8 s, as fast as the clean link.',
    ],
    [
      'another download is nothing to compare with',
      ended('tcp-bulk', { ...whole, retransmits: 0 }),
      null,
      [ended('tcp-bulk', { ...whole, duration: 1 }, null, { planned: 10 }), ended('tcp-bulk', {}, 'cut off')],
      'it (TCP): all 4,000,000 bytes arrived in order in 13.8 s.',
    ],
    [
      'damage that TCP did not notice',
      ended('tcp-bulk', { ...whole, intact: false, retransmits: 0 }),
      null,
      [],
      'it (TCP): all 4,000,000 bytes arrived in 13.8 s, but not as they were sent, and TCP did not notice.',
    ],
    [
      'a slow connection',
      ended('tcp-bulk', { ...whole, connect_time: 3.0412, retransmits: 2 }),
      null,
      [],
      'it (TCP): connecting took 3.04 s, 2 segments were retransmitted, all 4,000,000 bytes arrived in order in 13.8 s.',
    ],
    [
      'the time limit',
      ended('tcp-bulk', { ...whole, bytes_received: 1_200_000, intact: false }, 'cut off at the time limit'),
      null,
      [ended('tcp-bulk', whole)],
      'it (TCP), cut off at the time limit: 61 segments were retransmitted, 1,200,000 of 4,000,000 bytes arrived.',
    ],
    [
      'no connection',
      ended('tcp-bulk', { retransmits: 6, bytes_received: 0 }, 'connection timed out'),
      losses,
      [],
      'it (TCP), connection timed out: no connection came about, though its SYN was repeated 6 times.',
    ],
    [
      'an agent that told nothing',
      ended('tcp-bulk', { connect_time: 0.01 }, null),
      null,
      [],
      'it (TCP): how many of 4,000,000 bytes arrived is not known.',
    ],
    [
      'exchanges',
      ended('tcp-rr', {
        connect_time: 0.04,
        answered: 50,
        latency_p50: 0.082,
        latency_p99: 0.29,
        retransmits: 1,
      }),
      null,
      [],
      'it (TCP): 1 segment was retransmitted, all 50 exchanges were answered, half of them within 82 ms and 99 in 100 within 290 ms.',
    ],
    [
      'exchanges without a connection',
      ended('tcp-rr', { retransmits: 0 }, 'connection refused'),
      null,
      [],
      'it (TCP), connection refused: no connection came about.',
    ],
    [
      'a stream with losses',
      ended('udp-stream', {
        sent: 1000,
        lost: 98,
        duplicates: 0,
        reordered: 0,
        corrupted: 0,
        loss_periods: 81,
      }),
      null,
      [],
      'it (UDP): 98 of 1000 datagrams never arrived, in 81 gaps, and nobody noticed.',
    ],
    [
      'a stream with everything',
      ended('udp-stream', {
        sent: 1000,
        lost: 1,
        duplicates: 1,
        reordered: 0.021,
        corrupted: 3,
        loss_periods: 1,
      }),
      null,
      [],
      'it (UDP): 1 of 1000 datagrams never arrived, and nobody noticed; of what came, 1 copy too many, 2.1 % out of order, 3 damaged.',
    ],
    [
      'a perfect stream',
      ended('udp-stream', { sent: 1000, lost: 0, duplicates: 0, reordered: 0, corrupted: 0 }),
      null,
      [],
      'it (UDP): all 1000 datagrams arrived, once and in order.',
    ],
    [
      'a stream whose order is not known',
      ended('udp-stream', { sent: 1000, lost: 0, duplicates: 0 }),
      null,
      [],
      'it (UDP): all 1000 datagrams arrived.',
    ],
    [
      'a stream of which nothing arrived',
      ended('udp-stream', { sent: 1000, lost: 1000 }),
      null,
      [],
      'it (UDP): none of 1000 datagrams arrived, and nobody noticed.',
    ],
    [
      'a stream that sent nothing',
      ended('udp-stream', { sent: 0 }),
      null,
      [],
      'it (UDP): no datagram was sent.',
    ],
    [
      'a stream that was cut off',
      ended('udp-stream', { sent: 10, lost: 0, duplicates: 2, reordered: 0, corrupted: 0 }, 'cut off'),
      null,
      [],
      'it (UDP), cut off: all 10 datagrams arrived; of what came, 2 copies too many.',
    ],
    [
      'requests without answer',
      ended('udp-rr', { sent: 20, answered: 17, latency_p50: 0.0806, latency_p99: 0.081 }),
      null,
      [],
      'it (UDP): 17 of 20 requests were answered, half of them within 80.6 ms and 99 in 100 within 81 ms.',
    ],
    [
      'no answer at all',
      ended('udp-rr', { sent: 20, answered: 0 }),
      null,
      [],
      'it (UDP): none of 20 requests was answered.',
    ],
    [
      'no figures at all',
      ended('udp-rr', {}, 'the agent died'),
      null,
      [],
      'it (UDP), the agent died: how it fared is not known.',
    ],
  ])('%s', (_what, end, lost, clean, text) => {
    expect(sentence(end, lost, clean)).toBe(text);
  });
});
