/** How long a packet can take at the worst, beyond which it isn't to be waited for. */

import type { FaultSpec } from '../lab/fault.ts';
import {
  type DeliveryTrace,
  defaultQueue,
  type Impairment,
  type Jitter,
  type Queue,
} from '../lab/impairment.ts';
import type { ResolvedCase } from '../lab/lab.ts';
import type { Hop } from './flow-path.ts';

export interface PathDelay {
  /** Delay, jitter, reordering and faults. */
  readonly fixedMs: number;
  /** Waiting in full queues. */
  readonly queueMs: number;
  /** Something on the way may make a second copy of a packet. */
  readonly duplicates: boolean;
}

/** The worst over the whole timeline, in the direction of the hops. */
export function worstPathDelay(lab: ResolvedCase, path: readonly Hop[]): PathDelay {
  let fixedMs = 0;
  let queueMs = 0;
  let duplicates = false;
  for (const hop of path) {
    const impairments = impairmentsOver(lab, hop);
    const faults = lab.faults.filter((fault) => concerns(fault, hop));
    fixedMs += Math.max(...impairments.map(worstFixedMs)) + worstFaultMs(faults);
    queueMs += Math.max(...impairments.map((impairment) => worstQueueMs(impairment, hop.link.mtu)));
    duplicates ||=
      impairments.some((impairment) => impairment.duplicateRatio > 0) ||
      faults.some((fault) => fault.action.do === 'duplicate');
  }
  return { fixedMs, queueMs, duplicates };
}

function impairmentsOver(lab: ResolvedCase, hop: Hop): readonly Impairment[] {
  const changes = lab.timeline.flatMap((entry) =>
    entry.do === 'impair' && entry.link === hop.link.name && entry.from === hop.sender.node
      ? [entry.impairment]
      : [],
  );
  return [hop.sender.impairment, ...changes];
}

function concerns(fault: FaultSpec, hop: Hop): boolean {
  return fault.link === hop.link.name && (fault.from === null || fault.from === hop.sender.node);
}

function worstFaultMs(faults: readonly FaultSpec[]): number {
  let sumMs = 0;
  for (const { action } of faults) {
    if (action.do === 'delay') sumMs += action.delayMs;
    // A packet that waits for others to pass goes after 1 s at the latest.
    if (action.do === 'swap') sumMs += 1000;
  }
  return sumMs;
}

function worstFixedMs(impairment: Impairment): number {
  const reorderMs = impairment.reorder === null ? 0 : impairment.reorder.byMs;
  return impairment.delayMs + jitterBoundMs(impairment.jitter) + reorderMs;
}

function jitterBoundMs(jitter: Jitter | null): number {
  if (jitter === null) return 0;
  // The others are cut off below 5 standard deviations.
  return jitter.distribution === 'uniform' ? jitter.ms : 5 * jitter.ms;
}

function worstQueueMs(impairment: Impairment, mtu: number): number {
  const bytes = queueBytes(impairment.queue ?? defaultQueue, mtu);
  const rateMs =
    impairment.rateBitsPerSecond === null ? 0 : ((bytes + mtu) * 8000) / impairment.rateBitsPerSecond;
  return rateMs + (impairment.trace === null ? 0 : traceMs(impairment.trace, bytes));
}

function queueBytes(queue: Queue, mtu: number): number {
  return queue.limit.unit === 'bytes' ? queue.limit.bytes : queue.limit.packets * mtu;
}

function traceMs(trace: DeliveryTrace, bytes: number): number {
  const opportunities = Math.max(1, trace.opportunitiesMs.length);
  const periodMs = Math.max(1, trace.opportunitiesMs.at(-1) ?? 1);
  const turns = Math.ceil(bytes / 1500) + 1;
  return (Math.ceil(turns / opportunities) + 1) * periodMs;
}
