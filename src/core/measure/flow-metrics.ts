import type { FlowKind } from '../event/event.ts';

/**
 * How several parallel flows' values become one under the plain name: the sum, or the worst of them,
 * which for some is the highest, for some the lowest, for a truth value false.
 */
export type Aggregation = 'sum' | 'highest' | 'lowest' | 'all';

const tcp = {
  completed: 'all',
  connect_time: 'highest',
  bytes_sent: 'sum',
  bytes_received: 'sum',
  intact: 'all',
  duration: 'highest',
  goodput: 'sum',
  retransmits: 'sum',
  rto_timeouts: 'sum',
  rtt_min: 'highest',
  rtt_p50: 'highest',
  cwnd_max: 'lowest',
  cwnd_mean: 'lowest',
} as const satisfies Record<string, Aggregation>;

const exchanges = {
  answered: 'sum',
  latency_p50: 'highest',
  latency_p95: 'highest',
  latency_p99: 'highest',
} as const satisfies Record<string, Aggregation>;

const datagrams = {
  sent: 'sum',
  received: 'sum',
  lost: 'sum',
  loss: 'highest',
  duplicates: 'sum',
  corrupted: 'sum',
  loss_periods: 'sum',
} as const satisfies Record<string, Aggregation>;

const stream = {
  reordered: 'highest',
  reorder_extent_max: 'highest',
  n_reordered_3: 'sum',
  jitter: 'highest',
  ipdv_p99: 'highest',
  delay_p50: 'highest',
  delay_p95: 'highest',
  delay_p99: 'highest',
} as const satisfies Record<string, Aggregation>;

const aggregations: Readonly<Record<FlowKind, Readonly<Record<string, Aggregation>>>> = {
  'tcp-bulk': tcp,
  'tcp-rr': { ...tcp, ...exchanges },
  'udp-stream': { ...datagrams, ...stream },
  'udp-rr': { ...datagrams, ...exchanges },
};

/** Every metric that a flow of the kind has, or else gives a reason for not having. */
export function flowMetricNames(kind: FlowKind): readonly string[] {
  return Object.keys(aggregations[kind]);
}

const byName: Readonly<Record<string, Aggregation>> = { ...tcp, ...exchanges, ...datagrams, ...stream };

/** @throws RangeError for a name that no flow has a metric of */
export function aggregationOf(metric: string): Aggregation {
  const aggregation = byName[metric];
  if (aggregation === undefined) throw new RangeError(`no flow has a metric ${metric}`);
  return aggregation;
}
