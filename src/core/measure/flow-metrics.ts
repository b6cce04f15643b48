import type { FlowKind } from '../event/event.ts';
import type { MetricValue } from '../lab/lab.ts';

/**
 * How several parallel flows' values become one under the plain name: the sum, or the worst of them,
 * which for some is the highest, for some the lowest, for a truth value false.
 */
type Aggregation = 'sum' | 'highest' | 'lowest' | 'all';

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

export interface FlowMetrics {
  readonly metrics: Readonly<Record<string, MetricValue>>;
  /** Why, for metrics without a value. */
  readonly absent: Readonly<Record<string, string>>;
}

/**
 * The metrics of parallel flows of one traffic entry under its plain name. Where one of them lacks a
 * value, the whole has none.
 * @param flows by name, all of the same kind
 */
export function aggregateFlows(kind: FlowKind, flows: ReadonlyMap<string, FlowMetrics>): FlowMetrics {
  const [only] = flows.values();
  if (only !== undefined && flows.size === 1) return only;
  const metrics: Record<string, MetricValue> = {};
  const absent: Record<string, string> = {};
  for (const [metric, aggregation] of Object.entries(aggregations[kind])) {
    const values: MetricValue[] = [];
    for (const [name, flow] of flows) {
      const value = flow.metrics[metric];
      if (value !== undefined) values.push(value);
      else absent[metric] ??= `${name}: ${flow.absent[metric] ?? 'not measured'}`;
    }
    if (!Object.hasOwn(absent, metric) && values.length > 0) metrics[metric] = combine(aggregation, values);
  }
  return { metrics, absent };
}

function combine(aggregation: Aggregation, values: readonly MetricValue[]): MetricValue {
  switch (aggregation) {
    case 'sum':
      return values.reduce<number>((sum, value) => sum + Number(value), 0);
    case 'highest':
      return Math.max(...values.map(Number));
    case 'lowest':
      return Math.min(...values.map(Number));
    case 'all':
      return values.every((value) => value === true);
    default:
      return aggregation satisfies never;
  }
}
