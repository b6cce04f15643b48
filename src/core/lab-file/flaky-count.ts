/** Expectations on how many packets a random impairment strikes, in samples too small for them. */

import type { ExpectationSpec, ResolvedCase, TrafficSpec } from '../lab/lab.ts';
import { formatCount, formatMetric, formatNumber, plural } from '../text/figure.ts';
import type { Range } from './accepted-range.ts';
import { acceptedRange } from './accepted-range.ts';
import type { FlakinessWarning } from './flakiness-warning.ts';
import { confidence, countInterval, packetsNeeded, type RandomCount } from './random-count.ts';
import { fateAlong, fateOf, type RandomFate } from './random-fate.ts';
import type { SteadyWays } from './steady-ways.ts';

interface Judged {
  readonly count: RandomCount;
  /** The metric's value where that many packets met the fate. */
  readonly value: (struck: number) => number;
  readonly isRatio: boolean;
}

export function flakyCount(
  lab: ResolvedCase,
  ways: SteadyWays,
  expectation: ExpectationSpec,
): FlakinessWarning | null {
  const range = acceptedRange(expectation.requirement);
  const judged = range === null ? null : judgedCount(lab, ways, expectation.metric);
  if (range === null || judged === null) return null;
  const { packets, probability } = judged.count;
  if (packets === 0 || probability <= 0 || probability >= 1) return null;
  const { low, high } = countInterval(judged.count);
  const [one, other] = [judged.value(low), judged.value(high)];
  const likely = { low: Math.min(one, other), high: Math.max(one, other) };
  if (holds(range, likely)) return null;
  const figure = (value: number) => formatMetric(expectation.metric, value);
  const inMetric = judged.isRatio ? ` (${figure(likely.low)} to ${figure(likely.high)})` : '';
  const message =
    `${expectation.metric}: ${formatNumber(probability, 'ratio')} of ${plural(packets, 'packet')} is ` +
    `${formatCount(low)} to ${formatCount(high)} in ${confidence * 100} % of runs${inMetric}, ` +
    `and expected is "${expectation.text}"`;
  const remedies = [
    'strike chosen packets by a fault with `nth`',
    ...morePackets(judged, range),
    `accept ${figure(likely.low)} to ${figure(likely.high)}`,
  ];
  return { message, hint: `${remedies.join('; or ')}. ${aboutSeeds}` };
}

const aboutSeeds = 'The seed repeats a run in the fabric, but a change of the lab or of the seed draws anew';

/** Rounding aside. */
function holds(range: Range, likely: Range): boolean {
  return likely.low >= range.low - 1e-9 && likely.high <= range.high + 1e-9;
}

/** Only a ratio's bounds stay where they are when more is sent. */
function morePackets({ count, isRatio }: Judged, range: Range): string[] {
  const tolerance = Math.min(count.probability - range.low, range.high - count.probability);
  if (!isRatio || !(tolerance > 0)) return [];
  const needed = packetsNeeded(count.probability, tolerance, count.dispersion, confidence);
  return needed > count.packets ? [`send ${formatCount(needed)} packets`] : [];
}

function judgedCount(lab: ResolvedCase, ways: SteadyWays, metric: string): Judged | null {
  const [head = '', second = '', third] = metric.split('.');
  const flow = lab.traffic.find(({ name }) => name === head);
  if (flow !== undefined) {
    const numbered = third !== undefined;
    return ofFlow(lab, ways, flow, third ?? second, numbered ? 1 : flow.flows);
  }
  return third === undefined ? null : ofDirection(lab, ways, head, second, third);
}

function ofFlow(
  lab: ResolvedCase,
  ways: SteadyWays,
  flow: TrafficSpec,
  name: string,
  flows: number,
): Judged | null {
  const way = flow.kind === 'udp-stream' || flow.kind === 'udp-rr' ? ways.of(flow) : null;
  if (way === null) return null;
  const path = flow.kind === 'udp-stream' ? way.there : [...way.there, ...way.back];
  const fate = fateAlong(path);
  const packets = plannedPackets(lab, flow) * flows;
  const counted = (probability: number) => ({ packets, probability, dispersion: fate.dispersion });
  const plain = { value: (struck: number) => struck, isRatio: false };
  switch (name) {
    case 'lost':
      return { count: counted(fate.lost), ...plain };
    case 'loss':
      // Of several flows it is the worst, which is another distribution.
      if (flows > 1) return null;
      return { count: counted(fate.lost), value: (struck) => struck / packets, isRatio: true };
    case 'received':
    case 'answered':
      return { count: counted(fate.lost), value: (struck) => packets - struck, isRatio: false };
    case 'duplicates':
      return flow.kind === 'udp-stream' ? { count: counted(fate.duplicated), ...plain } : null;
    case 'corrupted':
      return flow.kind === 'udp-stream' ? { count: counted(fate.corruptPayload), ...plain } : null;
    default:
      return null;
  }
}

/** Where all that passes is known beforehand: datagrams of Wirelab's own, one way. */
function ofDirection(
  lab: ResolvedCase,
  ways: SteadyWays,
  link: string,
  node: string,
  name: string,
): Judged | null {
  const end = lab.links.find((other) => other.name === link)?.ends.find((other) => other.node === node);
  if (end === undefined || lab.programs.length > 0 || !ways.isSteady(link, node)) return null;
  let packets = 0;
  for (const flow of lab.traffic) {
    const way = ways.of(flow);
    if (way === null) return null;
    const index = way.there.findIndex((hop) => hop.link.name === link && hop.sender.node === node);
    const isBack = way.back.some((hop) => hop.link.name === link && hop.sender.node === node);
    if (index === -1 && !isBack) continue;
    // Segments aren't known beforehand, and what comes after a loss isn't either.
    if (index !== 0 || (flow.kind !== 'udp-stream' && flow.kind !== 'udp-rr')) return null;
    packets += plannedPackets(lab, flow) * flow.flows;
  }
  const fate = fateOf(end.impairment);
  const probability = directionProbability(fate, name);
  if (probability === null) return null;
  const count = { packets, probability, dispersion: fate.dispersion };
  return { count, value: (struck) => struck, isRatio: false };
}

function directionProbability(fate: RandomFate, name: string): number | null {
  if (name === 'lost') return fate.lost;
  if (name === 'duplicated') return fate.duplicated;
  return name === 'corrupted' ? fate.corruptChecksum + fate.corruptPayload : null;
}

function plannedPackets(lab: ResolvedCase, flow: TrafficSpec): number {
  const leftMs = Math.max(0, lab.timeLimitMs - flow.startAtMs);
  switch (flow.kind) {
    case 'udp-stream':
      return Math.round((flow.packetsPerSecond * Math.min(flow.durationMs, leftMs)) / 1000);
    case 'udp-rr':
      return flow.count;
    case 'tcp-bulk':
    case 'tcp-rr':
      return 0;
    default:
      return flow satisfies never;
  }
}
