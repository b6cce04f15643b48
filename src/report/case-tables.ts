/** A finished case as tables: its flows by kind, what the wire did, and what was expected. */

import type {
  CaseTopology,
  DirectionCounters,
  ExpectationOutcome,
  FlowDescription,
  FlowKind,
} from '../core/event/event.ts';
import type { MetricUnit, MetricValue } from '../core/lab/lab.ts';
import { formatCount, formatMetric } from '../core/text/figure.ts';
import { formatTable } from './table.ts';

type Metrics = Readonly<Record<string, MetricValue>>;
type Column = readonly [title: string, metric: string];

const tcpBulk: readonly Column[] = [
  ['received', 'bytes_received'],
  ['intact', 'intact'],
  ['connect', 'connect_time'],
  ['duration', 'duration'],
  ['goodput', 'goodput'],
  ['resent', 'retransmits'],
  ['RTO', 'rto_timeouts'],
  ['RTT p50', 'rtt_p50'],
];
const udpStream: readonly Column[] = [
  ['sent', 'sent'],
  ['received', 'received'],
  ['lost', 'lost'],
  ['loss', 'loss'],
  ['copies', 'duplicates'],
  ['reordered', 'reordered'],
  ['damaged', 'corrupted'],
  ['delay p50', 'delay_p50'],
  ['p99', 'delay_p99'],
  ['jitter', 'jitter'],
];
const latencies: readonly Column[] = [
  ['answered', 'answered'],
  ['latency p50', 'latency_p50'],
  ['p95', 'latency_p95'],
  ['p99', 'latency_p99'],
];

const tables: Readonly<Record<FlowKind, { title: string; columns: readonly Column[] }>> = {
  'tcp-bulk': { title: 'TCP flow', columns: tcpBulk },
  'tcp-rr': {
    title: 'TCP exchanges',
    columns: [...latencies, ['connect', 'connect_time'], ['resent', 'retransmits']],
  },
  'udp-stream': { title: 'UDP flow', columns: udpStream },
  'udp-rr': { title: 'UDP exchanges', columns: [['sent', 'sent'], ...latencies] },
};

/** One table for each kind of flow that there is, each as lines. */
export function flowTables(
  flows: readonly FlowDescription[],
  ended: ReadonlyMap<string, Metrics>,
): string[][] {
  return (Object.keys(tables) as FlowKind[]).flatMap((kind) => {
    const ofKind = flows.filter((flow) => flow.kind === kind);
    if (ofKind.length === 0) return [];
    const { title, columns } = tables[kind];
    const rows = ofKind.map((flow) => [
      `${flow.name} ${flow.from} → ${flow.to}`,
      ...columns.map(([, metric]) => cell(`flow.${metric}`, ended.get(flow.name)?.[metric])),
    ]);
    return [formatTable([title, ...columns.map(([name]) => name)], rows)];
  });
}

function cell(metric: string, value: MetricValue | undefined, unit?: MetricUnit): string {
  if (value === undefined) return '-';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return formatMetric(metric, value, 3, unit);
}

const counters: readonly (readonly [title: string, metric: string, counter: keyof DirectionCounters])[] = [
  ['offered', 'offered', 'offered'],
  ['delivered', 'delivered', 'delivered'],
  ['lost', 'lost', 'lost'],
  ['queue drops', 'queue_drops', 'queueDrops'],
  ['copies', 'duplicated', 'duplicated'],
  ['reordered', 'reordered', 'reordered'],
  ['damaged', 'corrupted', 'corrupted'],
  ['queue max', 'queue_max', 'queueMaxPackets'],
];

type Reading = DirectionCounters & { readonly link: string; readonly from: string };

/** From the case's metrics, or from the last reading where the case ended without any; nothing without both. */
export function wireTable(topology: CaseTopology, metrics: Metrics, last: readonly Reading[]): string[] {
  const rows: string[][] = [];
  for (const { name: link, ends } of topology.links) {
    for (const { node } of ends) {
      const reading = last.find((direction) => direction.link === link && direction.from === node);
      const figures = counters.map(([, metric, counter]) => {
        const value = metrics[`${link}.${node}.${metric}`] ?? reading?.[counter];
        return typeof value === 'number' ? formatCount(value) : '-';
      });
      const delays = ['delay_p50', 'delay_p99'].map((metric) => {
        const name = `${link}.${node}.${metric}`;
        return cell(name, metrics[name]);
      });
      if (figures.some((figure) => figure !== '-'))
        rows.push([`${link} from ${node}`, ...figures, ...delays]);
    }
  }
  const header = ['wire (packets)', ...counters.map(([title]) => title), 'delay p50', 'p99'];
  return rows.length === 0 ? [] : formatTable(header, rows);
}

export function expectationTable(outcomes: readonly ExpectationOutcome[]): string[] {
  const rows = outcomes.map(({ metric, unit, expected, value, verdict, points, of }) => [
    metric,
    expected,
    value === null ? 'no value' : cell(metric, value, unit),
    `${points} of ${of}`,
    verdict.toUpperCase(),
  ]);
  return rows.length === 0 ? [] : formatTable(['expectation', 'expected', 'seen', 'points', ''], rows, 2);
}
