import { expect, it } from 'vitest';
import { flowMetrics } from '../../../src/core/lab-file/metrics.ts';
import { aggregateFlows, type FlowMetrics } from '../../../src/core/measure/aggregate-flows.ts';
import { flowMetricNames } from '../../../src/core/measure/flow-metrics.ts';

it('sums counts and takes the worst of times, ratios and truths', () => {
  const first = { goodput: 5, loss: 0.1, connect_time: 1, intact: true, cwnd_max: 10 };
  const second = { goodput: 7, loss: 0.3, connect_time: 3, intact: false, cwnd_max: 4 };
  const flows = [first, second].map((metrics) => ({ metrics, absent: {} }));
  expect(aggregateFlows(flows)).toEqual({
    metrics: { goodput: 12, loss: 0.3, connect_time: 3, intact: false, cwnd_max: 4 },
    absent: {},
  });
});

it('has no value where one of the flows has none, and says whose', () => {
  const flows: FlowMetrics[] = [
    { metrics: { duration: 2 }, absent: {} },
    { metrics: {}, absent: { duration: 'no byte arrived' } },
  ];
  expect(aggregateFlows(flows)).toEqual({ metrics: {}, absent: { duration: 'flow 2: no byte arrived' } });
});

it.each(['tcp-bulk', 'tcp-rr', 'udp-stream', 'udp-rr'] as const)(
  '%s has the metrics that labs may name',
  (kind) => {
    expect([...flowMetricNames(kind)].sort()).toEqual(Object.keys(flowMetrics[kind]).sort());
  },
);
