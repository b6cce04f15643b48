import type { MetricValue } from '../lab/lab.ts';
import { aggregationOf } from './flow-metrics.ts';

export interface FlowMetrics {
  readonly metrics: Readonly<Record<string, MetricValue>>;
  /** Why, for metrics without a value. */
  readonly absent: Readonly<Record<string, string>>;
}

/**
 * The metrics of parallel flows of one traffic entry under its plain name. Where one of them lacks a
 * value, the whole has none.
 * @param flows all of the same kind, in the order of their numbers
 */
export function aggregateFlows(flows: readonly FlowMetrics[]): FlowMetrics {
  const metrics: Record<string, MetricValue> = {};
  const absent: Record<string, string> = {};
  const names = new Set(flows.flatMap((flow) => [...Object.keys(flow.metrics), ...Object.keys(flow.absent)]));
  for (const name of names) {
    const values = flows.flatMap(({ metrics: own }) => own[name] ?? []);
    const without = flows.findIndex(({ metrics: own }) => own[name] === undefined);
    if (without === -1) metrics[name] = combine(name, values);
    else absent[name] = `flow ${without + 1}: ${flows[without]?.absent[name] ?? 'not measured'}`;
  }
  return { metrics, absent };
}

function combine(metric: string, values: readonly MetricValue[]): MetricValue {
  const aggregation = aggregationOf(metric);
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
