/** Every metric that there is: its name, what it means, and which values it can have. */

import type { FlowKind } from '../event/event.ts';
import type { MetricUnit } from '../lab/lab.ts';

export type MetricInfo = NumberMetric | { readonly type: 'boolean' | 'text'; readonly description: string };

export interface NumberMetric {
  readonly type: 'number';
  readonly unit: MetricUnit;
  /** Never a fraction. */
  readonly whole: boolean;
  /** The range of possible values, inclusive. */
  readonly low: number;
  readonly high: number;
  readonly description: string;
}

export type MetricGroup = Readonly<Record<string, MetricInfo>>;

function number(unit: MetricUnit, description: string, high = Number.POSITIVE_INFINITY): NumberMetric {
  return { type: 'number', unit, whole: unit === 'bytes', low: 0, high, description };
}

function count(description: string): NumberMetric {
  return { ...number('count', description), whole: true };
}

const seconds = (description: string) => number('seconds', description);
const ratio = (description: string) => number('ratio', description, 1);
const truth = (description: string): MetricInfo => ({ type: 'boolean', description });
const text = (description: string): MetricInfo => ({ type: 'text', description });

const tcp: MetricGroup = {
  completed: truth('The flow ran its course within the time limit.'),
  connect_time: seconds('From the first SYN to connected.'),
  bytes_sent: number('bytes', 'Written by the sender.'),
  bytes_received: number('bytes', 'Read by the receiver.'),
  intact: truth('Every byte arrived, in order, by SHA-256.'),
  duration: seconds('From the first send to the last byte read.'),
  goodput: number('bits-per-second', 'Bits read per second, over `duration`.'),
  retransmits: count('Segments sent again, SYNs included.'),
  rto_timeouts: count('Expiries of the retransmission timer, where the kernel tells.'),
  rtt_min: seconds('The least round-trip time that the kernel saw.'),
  rtt_p50: seconds('Median of the sampled smoothed round-trip time.'),
  cwnd_max: number('count', 'Largest congestion window, in segments.'),
  cwnd_mean: number('count', 'Mean congestion window over time, in segments.'),
};

const exchanges: MetricGroup = {
  answered: count('Requests that were answered.'),
  latency_p50: seconds('From request to response: median.'),
  latency_p95: seconds('95th percentile of the same.'),
  latency_p99: seconds('99th percentile of the same.'),
};

const datagrams: MetricGroup = {
  sent: count('Datagrams sent.'),
  received: count('Datagrams of which a copy arrived, a corrupted one included.'),
  lost: count('Datagrams of which no copy arrived.'),
  loss: ratio('`lost` of `sent`.'),
  duplicates: count('Further copies that arrived.'),
  corrupted: count('Datagrams that arrived with another content.'),
  loss_periods: count('Runs of consecutive losses (RFC 3357).'),
};

const stream: MetricGroup = {
  reordered: ratio('Datagrams that arrived after a later one (RFC 4737).'),
  reorder_extent_max: count(
    'The most datagrams that a reordered one arrived behind (RFC 4737, section 4.2).',
  ),
  n_reordered_3: count('Datagrams that arrived behind three or more later ones (RFC 4737, section 5).'),
  jitter: seconds('Interarrival jitter (RFC 3550, section 6.4.1).'),
  ipdv_p99: seconds('99th percentile of the delay variation from one datagram to the next (RFC 3393).'),
  delay_p50: seconds('One-way delay: median.'),
  delay_p95: seconds('95th percentile of the same.'),
  delay_p99: seconds('99th percentile of the same.'),
};

export const flowMetrics: Readonly<Record<FlowKind, MetricGroup>> = {
  'tcp-bulk': tcp,
  'tcp-rr': { ...tcp, ...exchanges },
  'udp-stream': { ...datagrams, ...stream },
  'udp-rr': { ...datagrams, ...exchanges },
};

export const programMetrics: MetricGroup = {
  exit_code: { ...count('Its exit status; none if Wirelab or a signal ended it.'), high: 255 },
  signal: text('The signal that ended it, such as SIGKILL; none if none did.'),
  timed_out: truth('It still ran at the time limit.'),
  stdout: text('Its standard output; of more than 1 MiB the head and the tail.'),
  stderr: text('Its standard error; of more than 1 MiB the head and the tail.'),
  duration: seconds('From its start to its end.'),
  peak_memory: number('bytes', 'The most memory that it held.'),
};

export const directionMetrics: MetricGroup = {
  offered: count('Packets that the node sent into the link.'),
  delivered: count('Packets that came out, copies included.'),
  lost: count('Packets lost by impairment or fault.'),
  queue_drops: count('Packets dropped by a full queue.'),
  duplicated: count('Copies made.'),
  reordered: count('Packets delivered after one that was sent later.'),
  corrupted: count('Packets corrupted.'),
  delay_p50: seconds('From offered to delivered: median.'),
  delay_p99: seconds('99th percentile of the same.'),
  queue_max: count('The most packets that ever waited.'),
};

export const counterMetric: NumberMetric = count('A counter of the kernel, such as `TcpExtListenOverflows`.');
export const counterName = /^[A-Z][A-Za-z0-9]{1,63}$/;
