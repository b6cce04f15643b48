/** Wirelab's own servers and clients: real sockets in the nodes, driven and read from outside. */

import type { FlowState } from '../core/event/event.ts';
import type { MetricValue, TrafficSpec } from '../core/lab/lab.ts';
import type { FlowPlan } from '../core/plan/plan.ts';
import type { NetworkHost } from '../runtime/network-host.ts';
import type { RunningNode } from '../runtime/runtime.ts';

export interface TrafficFlow {
  readonly spec: TrafficSpec;
  readonly plan: FlowPlan;
}

export interface TrafficSession extends AsyncDisposable {
  /** Begins at `atNs` on this machine's CLOCK_MONOTONIC. Call once per flow. */
  start(flow: string, atNs: bigint): void;
  onProgress(listener: (flow: string, state: FlowState) => void): void;
  onEnded(listener: (flow: string, outcome: FlowOutcome) => void): void;
  /** Ends what still runs; the outcomes, partial as they are, go to the listener first. */
  stop(reason: string): Promise<void>;
  /** Resolves with the cause if one of our own processes fails: an infra matter. */
  readonly failed: Promise<string>;
  close(): Promise<void>;
}

export interface FlowOutcome {
  readonly completed: boolean;
  readonly reason: string | null;
  /** By the contract's names, without the flow's: { goodput: 2310000, intact: true, ... } in SI units. */
  readonly metrics: Readonly<Record<string, MetricValue>>;
  /** For metrics of this kind of flow without a value: why. */
  readonly absent: Readonly<Record<string, string>>;
}

/** Starts an agent in each node that has a flow, and opens every server: ready when it resolves. */
export type OpenTraffic = (
  flows: readonly TrafficFlow[],
  nodes: ReadonlyMap<string, RunningNode>,
  network: NetworkHost,
) => Promise<TrafficSession>;
