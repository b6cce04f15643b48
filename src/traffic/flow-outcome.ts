/** What two sides' reports amount to: a flow's metrics by the contract's names, in SI units. */

import type { MetricValue, TrafficSpec } from '../core/lab/lab.ts';
import { flowMetricNames } from '../core/measure/flow-metrics.ts';
import type { LatencySummary } from '../core/measure/latency.ts';
import type { DatagramReceiverReport, RequesterReport, SideReport, TcpReport } from './protocol.ts';
import type { FlowOutcome } from './traffic.ts';

export interface FlowReports {
  readonly from: SideReport | null;
  readonly to: SideReport | null;
  /** Why it was cut off, if it was. */
  readonly stopped: string | null;
}

type Values = Record<string, MetricValue | null>;

export function flowOutcome(spec: TrafficSpec, reports: FlowReports): FlowOutcome {
  const reason = endingReason(reports);
  const values = measuredValues(spec, reports, reason === null);
  const metrics: Record<string, MetricValue> = {};
  const absent: Record<string, string> = {};
  for (const name of flowMetricNames(spec.kind)) {
    const value = values[name] ?? null;
    if (value === null) absent[name] = absenceReason(spec, name, reports);
    else metrics[name] = value;
  }
  return { completed: reason === null, reason, metrics, absent };
}

/** @returns null when both sides ran their course */
function endingReason({ from, to, stopped }: FlowReports): string | null {
  if (from?.finished && to?.finished) return null;
  // Being cut off shows at the listening side as an error too.
  return from?.error ?? stopped ?? to?.error ?? 'it did not end by itself';
}

function measuredValues(spec: TrafficSpec, reports: FlowReports, completed: boolean): Values {
  const { from, to } = reports;
  switch (spec.kind) {
    case 'tcp-bulk':
    case 'tcp-rr':
      return tcpValues(
        spec.kind,
        completed,
        from?.kind === 'tcp' ? from : null,
        to?.kind === 'tcp' ? to : null,
      );
    case 'udp-stream':
      return to?.kind === 'datagram-receiver' ? streamValues(to) : {};
    case 'udp-rr':
      return from?.kind === 'requester' ? exchangeValues(from) : {};
    default:
      return spec satisfies never;
  }
}

function tcpValues(
  kind: 'tcp-bulk' | 'tcp-rr',
  completed: boolean,
  from: TcpReport | null,
  to: TcpReport | null,
): Values {
  const exchanges = kind === 'tcp-rr';
  const lastReadAtNs = (exchanges ? from?.lastReadAtNs : to?.lastReadAtNs) ?? null;
  const firstSentAtNs = from?.firstSentAtNs ?? null;
  const duration =
    lastReadAtNs === null || firstSentAtNs === null ? null : (lastReadAtNs - firstSentAtNs) / 1e9;
  const bytesReceived = to?.bytesReceived ?? 0;
  const sides = exchanges ? [from?.tcp, to?.tcp] : [from?.tcp];
  return {
    completed,
    connect_time: secondsOrNull(from?.connectNs ?? null),
    bytes_sent: from?.bytesSent ?? 0,
    bytes_received: bytesReceived,
    intact: completed && sameBytes(from, to),
    duration,
    goodput: duration === null || duration <= 0 ? null : (bytesReceived * 8) / duration,
    retransmits: sumOrNull(sides.map((side) => side?.retransmits)),
    rto_timeouts: sumOrNull(sides.map((side) => side?.rtoTimeouts)),
    rtt_min: from?.tcp?.rttMinSeconds ?? null,
    rtt_p50: from?.tcp?.rttP50Seconds ?? null,
    cwnd_max: from?.tcp?.cwndMaxSegments ?? null,
    cwnd_mean: from?.tcp?.cwndMeanSegments ?? null,
    ...(exchanges && from !== null ? { answered: from.answered, ...latencyValues(from.latency) } : {}),
  };
}

function sameBytes(from: TcpReport | null, to: TcpReport | null): boolean {
  return from !== null && from.sha256Sent === to?.sha256Received && from.sha256Received === to.sha256Sent;
}

function streamValues({ measurement }: DatagramReceiverReport): Values {
  return {
    sent: measurement.sent,
    received: measurement.received,
    lost: measurement.lost,
    loss: measurement.loss,
    duplicates: measurement.duplicates,
    corrupted: measurement.corrupted,
    loss_periods: measurement.lossPeriods,
    reordered: measurement.reordered,
    reorder_extent_max: measurement.reorderExtentMax,
    n_reordered_3: measurement.nReordered3,
    jitter: measurement.jitterSeconds,
    ipdv_p99: measurement.ipdvP99Seconds,
    delay_p50: measurement.delayP50Seconds,
    delay_p95: measurement.delayP95Seconds,
    delay_p99: measurement.delayP99Seconds,
  };
}

function exchangeValues(report: RequesterReport): Values {
  const lost = report.sent - report.answered;
  return {
    sent: report.sent,
    received: report.answered,
    lost,
    loss: report.sent === 0 ? null : lost / report.sent,
    duplicates: report.duplicates,
    corrupted: report.corrupted,
    loss_periods: report.lossPeriods,
    answered: report.answered,
    ...latencyValues(report.latency),
  };
}

function latencyValues(latency: LatencySummary): Values {
  return {
    latency_p50: latency.p50Seconds,
    latency_p95: latency.p95Seconds,
    latency_p99: latency.p99Seconds,
  };
}

function absenceReason(spec: TrafficSpec, metric: string, { from, to }: FlowReports): string {
  if (from === null) return `nothing is known from ${spec.from}`;
  if (to === null) return `nothing is known from ${spec.to}`;
  switch (from.kind) {
    case 'tcp':
      return tcpAbsence(from, metric);
    case 'datagram-sender':
      if (from.sent === 0) return 'nothing was sent';
      return metric === 'jitter' || metric === 'ipdv_p99'
        ? 'fewer than two datagrams in a row arrived'
        : 'no datagram arrived';
    case 'requester':
      return from.sent === 0 ? 'nothing was sent' : 'no request was answered';
    default:
      return 'not measured';
  }
}

function tcpAbsence(from: TcpReport, metric: string): string {
  if (from.tcp === null) return 'it never started';
  if (metric === 'rto_timeouts' && from.tcp.rtoTimeouts === null)
    return "this kernel doesn't tell (Linux 6.7 does)";
  if (from.connectNs === null) return 'it never connected';
  if (metric.startsWith('latency')) return 'no request was answered';
  if (metric.startsWith('rtt')) return 'no round trip was measured';
  return 'no byte arrived';
}

function secondsOrNull(ns: number | null): number | null {
  return ns === null ? null : ns / 1e9;
}

/** A side without a connection counts nothing; one whose kernel doesn't tell leaves no sum. */
function sumOrNull(values: readonly (number | null | undefined)[]): number | null {
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0) return null;
  return known.reduce<number | null>(
    (sum, value) => (sum === null || value === null ? null : sum + value),
    0,
  );
}
