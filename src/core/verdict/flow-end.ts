/** What is known of a flow when its case is over. */

import type { CaseTopology, DirectionCounters, FlowDescription } from '../event/event.ts';
import type { ResolvedCase } from '../lab/lab.ts';
import type { MetricValues } from './judge.ts';

export interface FlowEnd {
  readonly flow: FlowDescription;
  readonly completed: boolean;
  readonly reason: string | null;
  /** By their names without the flow's. */
  readonly metrics: MetricValues;
}

/** What the wire did to one flow's packets. */
export interface FlowLosses {
  /** From the flow's `from` to its `to`: by impairment, fault or full queue. */
  readonly there: number;
  readonly back: number;
  /** Damaged on the way, in either direction. */
  readonly corrupted: number;
}

/**
 * The wire counts by direction, not by flow: only where a flow has its link to itself are the
 * direction's losses the flow's. Empty for any other case.
 */
export function soleFlowLosses(
  topology: CaseTopology,
  wire: readonly (DirectionCounters & { readonly link: string; readonly from: string })[],
): ReadonlyMap<string, FlowLosses> {
  const [flow, ...otherFlows] = topology.flows;
  if (flow === undefined || otherFlows.length > 0 || topology.programs.length > 0) return new Map();
  const [link, ...otherLinks] = topology.links;
  if (link === undefined || otherLinks.length > 0) return new Map();
  const there = wire.find(({ from }) => from === flow.from);
  const back = wire.find(({ from }) => from === flow.to);
  if (there === undefined || back === undefined) return new Map();
  const losses = {
    there: there.lost + there.queueDrops,
    back: back.lost + back.queueDrops,
    corrupted: there.corrupted + back.corrupted,
  };
  return new Map([[flow.name, losses]]);
}

/** Delay, rate and queue may be set, but nothing loses, damages, repeats or reorders packets. */
export function isCleanCase(resolved: ResolvedCase): boolean {
  return (
    resolved.faults.length === 0 &&
    resolved.timeline.every((entry) => entry.do !== 'impair') &&
    resolved.links.every((link) =>
      link.ends.every(
        ({ impairment }) =>
          !impairment.down &&
          impairment.loss === null &&
          impairment.reorder === null &&
          impairment.jitter === null &&
          impairment.duplicateRatio === 0 &&
          impairment.corruptRatio === 0 &&
          impairment.corruptPayloadRatio === 0,
      ),
    )
  );
}
