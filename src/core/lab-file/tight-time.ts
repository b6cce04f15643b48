/** Upper bounds on time that leave a busy machine hardly any. */

import type { Impairment } from '../lab/impairment.ts';
import type { ExpectationSpec, ResolvedCase, TrafficSpec } from '../lab/lab.ts';
import type { Hop } from '../plan/flow-path.ts';
import { formatNumber, formatSeconds } from '../text/figure.ts';
import { acceptedRange } from './accepted-range.ts';
import type { FlakinessWarning } from './flakiness-warning.ts';
import type { SteadyWays } from './steady-ways.ts';

/** An upper bound on a time shall be so many times what the links alone take. */
const room = 1.5;

const ipv4AndUdpBytes = 28;
const ipv4AndTcpBytes = 40;

export function tightTime(
  lab: ResolvedCase,
  ways: SteadyWays,
  expectation: ExpectationSpec,
): FlakinessWarning | null {
  const range = acceptedRange(expectation.requirement);
  if (range === null || expectation.requirement.kind === 'is') return null;
  const [head = '', second = '', third] = expectation.metric.split('.');
  const flow = lab.traffic.find(({ name }) => name === head);
  const { metric, text } = expectation;
  if (flow?.kind === 'tcp-bulk' && (third ?? second) === 'goodput') {
    const leastSeconds = leastTime(ways, flow, 'duration');
    if (leastSeconds === null || (third === undefined && flow.flows > 1)) return null;
    const most = (flow.sizeBytes * 8) / leastSeconds;
    if (!(range.low * room > most)) return null;
    return {
      message: `${metric}: ${text} is near the ${formatNumber(most, 'bits-per-second')} that delay and rate allow at the most: less is left on a busy machine`,
      hint: `compare it with another metric, or ask for ${formatNumber(most / room, 'bits-per-second', 2)} at least`,
    };
  }
  const leastSeconds =
    flow === undefined
      ? leastOfDirection(lab, ways, head, second, third)
      : leastTime(ways, flow, third ?? second);
  if (leastSeconds === null || !(range.high < leastSeconds * room)) return null;
  return {
    message: `${metric}: ${text} leaves hardly any time beside the ${formatSeconds(leastSeconds)} that delay and rate take by themselves: a busy machine needs more`,
    hint: `compare it with another metric, such as \`at-most: {metric: M, times: 2, plus: 20ms}\`, keep the lower bound alone, or allow ${formatSeconds(leastSeconds * room)} or more`,
  };
}

/** In seconds; null where the metric is no such time, or nothing on the way takes any. */
function leastTime(ways: SteadyWays, flow: TrafficSpec, name: string): number | null {
  const way = ways.of(flow);
  if (way === null) return null;
  const there = (bytes: number) => leastOneWay(way.there, bytes);
  const back = (bytes: number) => leastOneWay(way.back, bytes);
  const payload = packetBytes(flow);
  switch (name) {
    case 'delay_p50':
    case 'delay_p95':
    case 'delay_p99':
      return positive(there(payload));
    case 'latency_p50':
    case 'latency_p95':
    case 'latency_p99':
      return positive(there(payload) + back(payload));
    case 'rtt_min':
    case 'rtt_p50':
    case 'connect_time':
      return positive(there(ipv4AndTcpBytes) + back(ipv4AndTcpBytes));
    case 'duration':
      return flow.kind === 'tcp-bulk' ? positive(there(flow.sizeBytes)) : null;
    default:
      return null;
  }
}

function leastOfDirection(
  lab: ResolvedCase,
  ways: SteadyWays,
  link: string,
  node: string,
  name = '',
): number | null {
  if (!/^delay_p(50|99)$/.test(name) || !ways.isSteady(link, node)) return null;
  const end = lab.links.find((other) => other.name === link)?.ends.find((other) => other.node === node);
  return end === undefined ? null : positive(leastHop(end.impairment, 0));
}

/** Bytes go through the slowest hop one after the other. */
function leastOneWay(path: readonly Hop[], bytes: number): number {
  const delays = path.map(({ sender }) => leastHop(sender.impairment, 0));
  const sending = path.map(
    ({ sender }) => leastHop(sender.impairment, bytes) - leastHop(sender.impairment, 0),
  );
  return delays.reduce((sum, delay) => sum + delay, 0) + Math.max(0, ...sending);
}

function leastHop({ delayMs, rateBitsPerSecond }: Impairment, bytes: number): number {
  return delayMs / 1000 + (rateBitsPerSecond === null ? 0 : (bytes * 8) / rateBitsPerSecond);
}

function packetBytes(flow: TrafficSpec): number {
  switch (flow.kind) {
    case 'udp-stream':
    case 'udp-rr':
      return flow.payloadBytes + ipv4AndUdpBytes;
    case 'tcp-rr':
      return flow.sizeBytes + ipv4AndTcpBytes;
    case 'tcp-bulk':
      return 0;
    default:
      return flow satisfies never;
  }
}

function positive(seconds: number): number | null {
  return seconds > 0 ? seconds : null;
}
