/** What happened to each flow and why, in one plain sentence each. */

import type { FlowDescription } from '../event/event.ts';
import { formatCount, formatNumber, formatSeconds, plural } from '../text/figure.ts';
import type { FlowEnd, FlowLosses } from './flow-end.ts';

export interface FlowsOver {
  readonly ends: readonly FlowEnd[];
  /** By flow, where the wire's losses are known to be that flow's. */
  readonly losses: ReadonlyMap<string, FlowLosses>;
  /** How flows ended in clean cases of the same lab, to compare with; see `isCleanCase`. */
  readonly clean: readonly FlowEnd[];
}

/** Says only what the figures bear out: a figure that is missing leaves its clause out. */
export function flowSentences({ ends, losses, clean }: FlowsOver): string[] {
  return ends.map((end) => {
    const { name, kind } = end.flow;
    const protocol = kind === 'tcp-bulk' || kind === 'tcp-rr' ? 'TCP' : 'UDP';
    const short = end.completed ? '' : `, ${end.reason ?? 'which did not run its course'}`;
    return `${name} (${protocol})${short}: ${story(end, losses.get(name) ?? null, clean)}.`;
  });
}

function story(end: FlowEnd, losses: FlowLosses | null, clean: readonly FlowEnd[]): string {
  const { kind } = end.flow;
  switch (kind) {
    case 'tcp-bulk':
    case 'tcp-rr': {
      if (neverConnected(end)) return connectionFailed(end);
      const done = kind === 'tcp-rr' ? exchanges(end, 'exchange') : arrival(end) + comparison(end, clean);
      return [...connecting(end), ...resent(end, losses), done].join(', ');
    }
    case 'udp-stream':
      return stream(end);
    case 'udp-rr':
      return exchanges(end, 'request');
    default:
      return kind satisfies never;
  }
}

function neverConnected(end: FlowEnd): boolean {
  return !end.completed && number(end, 'connect_time') === null;
}

function connectionFailed(end: FlowEnd): string {
  const repeats = number(end, 'retransmits') ?? 0;
  return `no connection came about${repeats > 0 ? `, though its SYN was repeated ${times(repeats)}` : ''}`;
}

/** Longer than any sensible round trip: RFC 6298's first time-out is one second. */
const slowConnectSeconds = 0.95;

function connecting(end: FlowEnd): string[] {
  const seconds = number(end, 'connect_time');
  return seconds !== null && seconds >= slowConnectSeconds
    ? [`connecting took ${formatSeconds(seconds)}`]
    : [];
}

function resent(end: FlowEnd, losses: FlowLosses | null): string[] {
  const retransmits = number(end, 'retransmits');
  const clauses: string[] = [];
  if (losses !== null) {
    const back = losses.back > 0 ? ` (and ${formatCount(losses.back)} on the way back)` : '';
    clauses.push(
      `${losses.there === 0 ? 'no segment' : plural(losses.there, 'segment')} ${was(losses.there)} lost${back}`,
    );
    if (losses.corrupted > 0) clauses.push(`${formatCount(losses.corrupted)} damaged`);
    if (retransmits !== null)
      clauses.push(`${retransmits === 0 ? 'none' : formatCount(retransmits)} retransmitted`);
  } else if (retransmits !== null && retransmits > 0) {
    clauses.push(`${plural(retransmits, 'segment')} ${was(retransmits)} retransmitted`);
  }
  return clauses;
}

function arrival(end: FlowEnd): string {
  const { planned } = end.flow;
  const received = number(end, 'bytes_received');
  const seconds = number(end, 'duration');
  const within = seconds === null ? '' : ` in ${formatSeconds(seconds)}`;
  const bytes = plural(planned, 'byte');
  if (received === null) return `how many of ${bytes} arrived is not known`;
  if (received < planned || !end.completed) {
    return `${received === 0 ? 'none' : formatCount(received)} of ${bytes} arrived`;
  }
  if (end.metrics.intact === true) return `all ${bytes} arrived in order${within}`;
  if (end.metrics.intact === false) {
    return `all ${bytes} arrived${within}, but not as they were sent, and TCP did not notice`;
  }
  return `all ${bytes} arrived${within}`;
}

function comparison(end: FlowEnd, clean: readonly FlowEnd[]): string {
  const seconds = number(end, 'duration');
  const other = clean.find(({ flow, completed }) => completed && sameWork(flow, end.flow));
  const cleanSeconds = other === undefined ? null : number(other, 'duration');
  if (!end.completed || seconds === null || cleanSeconds === null || cleanSeconds <= 0) return '';
  const factor = seconds / cleanSeconds;
  if (factor >= 1.1) return `, ${Number(factor.toPrecision(2))} times slower than the clean link`;
  return factor > 0.9 ? ', as fast as the clean link' : '';
}

function sameWork(a: FlowDescription, b: FlowDescription): boolean {
  return (
    a.name === b.name && a.kind === b.kind && a.from === b.from && a.to === b.to && a.planned === b.planned
  );
}

function exchanges(end: FlowEnd, noun: 'exchange' | 'request'): string {
  const answered = number(end, 'answered');
  if (answered === null) return 'how it fared is not known';
  const asked = Math.max(number(end, 'sent') ?? end.flow.planned, answered);
  if (asked === 0) return `no ${noun} was begun`;
  const clauses = [shareOf(answered, asked, noun, 'answered')];
  const median = number(end, 'latency_p50');
  const p99 = number(end, 'latency_p99');
  if (answered > 1 && median !== null && p99 !== null) {
    clauses.push(`half of them within ${formatSeconds(median)} and 99 in 100 within ${formatSeconds(p99)}`);
  }
  return clauses.join(', ');
}

function shareOf(count: number, all: number, noun: string, done: string): string {
  if (count === all)
    return all === 1 ? `the only ${noun} was ${done}` : `all ${plural(all, noun)} were ${done}`;
  return `${count === 0 ? 'none' : formatCount(count)} of ${plural(all, noun)} ${was(count)} ${done}`;
}

function stream(end: FlowEnd): string {
  const sent = number(end, 'sent');
  if (sent === null) return 'how it fared is not known';
  if (sent === 0) return 'no datagram was sent';
  const lost = number(end, 'lost');
  if (lost === null) return `${plural(sent, 'datagram')} ${was(sent)} sent, how many arrived is not known`;
  if (lost >= sent) return `none of ${plural(sent, 'datagram')} arrived, and nobody noticed`;
  const all = sent === 1 ? 'the only datagram' : `all ${plural(sent, 'datagram')}`;
  const arrived = lost === 0 ? `${all} arrived` : missing(lost, sent, number(end, 'loss_periods'));
  const blemishes = [number(end, 'duplicates'), number(end, 'reordered'), number(end, 'corrupted')] as const;
  if (blemishes.every((figure) => figure === 0))
    return lost === 0 ? `${arrived}, once and in order` : arrived;
  const [duplicates, reordered, corrupted] = blemishes;
  const more: string[] = [];
  if (duplicates) more.push(`${formatCount(duplicates)} ${duplicates === 1 ? 'copy' : 'copies'} too many`);
  if (reordered) more.push(`${formatNumber(reordered, 'ratio')} out of order`);
  if (corrupted) more.push(`${formatCount(corrupted)} damaged`);
  return more.length === 0 ? arrived : `${arrived}; of what came, ${more.join(', ')}`;
}

function missing(lost: number, sent: number, gaps: number | null): string {
  const inGaps = gaps !== null && gaps > 0 && lost > 1 ? `, in ${plural(gaps, 'gap')}` : '';
  return `${formatCount(lost)} of ${plural(sent, 'datagram')} never arrived${inGaps}, and nobody noticed`;
}

function number(end: FlowEnd, metric: string): number | null {
  const value = Object.hasOwn(end.metrics, metric) ? end.metrics[metric] : undefined;
  return typeof value === 'number' ? value : null;
}

function was(count: number): 'was' | 'were' {
  return count === 1 || count === 0 ? 'was' : 'were';
}

function times(count: number): string {
  return count === 1 ? 'once' : `${formatCount(count)} times`;
}
