/**
 * An emulator makes links do what the lab says to packets, and knows what it did to each.
 */

import type { DirectionCounters } from '../core/event/event.ts';
import type { FaultSpec } from '../core/lab/fault.ts';
import type { Impairment } from '../core/lab/impairment.ts';
import type { LinkSpec, TimelineEntry } from '../core/lab/lab.ts';
import type { PacketWatch } from '../core/link/packet-watch.ts';
import type { RunningNode, Runtime, Sandbox } from '../runtime/runtime.ts';

export interface Emulator extends AsyncDisposable {
  readonly name: 'fabric' | 'netem';
  /** The device kind that it takes over. */
  readonly device: 'tap' | 'veth';
  /** Starts beforehand what takes long to start, where the runtime can; the next `open` uses it. */
  prepare(runtime: Runtime): void;
  /** Starts early, beside the making of nodes. */
  open(sandbox: Sandbox): Promise<EmulatedLinks>;
  /** Ends what was prepared and never used. Idempotent. */
  close(): Promise<void>;
}

export interface WireSpec {
  readonly seed: number;
  readonly links: readonly LinkSpec[];
  readonly faults: readonly FaultSpec[];
  /** Its entries on links; those on programs are someone else's. */
  readonly timeline: readonly TimelineEntry[];
  /** Packets of which the records are to tell more; what has no records leaves them out. */
  readonly watches?: readonly PacketWatch[];
  /** Where the per-packet records go. */
  readonly recordFile: string;
  /** Where each link's frames go, as `<link>.pcapng`; null: nowhere. The folder exists. */
  readonly captureFolder: string | null;
}

/** What an emulator needs to know of a node. */
export type NodeNetwork = Pick<RunningNode, 'name' | 'networkNamespace'>;

export interface EmulatedLinks extends AsyncDisposable {
  readonly facts: Readonly<Record<string, string>>;
  /** Takes over the nodes' devices; links carry packets from then on. */
  attach(wire: WireSpec, nodes: readonly NodeNetwork[]): Promise<void>;
  /** The case's clock starts now: `originNs` on CLOCK_MONOTONIC. Timeline and traces count from it. */
  startClock(originNs: bigint): void;
  setImpairment(link: string, from: string, impairment: Impairment): void;
  /** What happens on the wire, as it happens. One listener. */
  onNotice(listener: (notice: WireNotice) => void): void;
  /** Stops the wire, and tells all that it did. */
  finish(): Promise<WireReport>;
  /** Resolves with the cause if the emulator ends before it was told to; its links are down then. */
  readonly failed: Promise<string>;
  /** Idempotent. */
  close(): Promise<void>;
}

export type DirectionReading = DirectionCounters & { readonly link: string; readonly from: string };

export type WireNotice =
  | { readonly type: 'counters'; readonly directions: readonly DirectionReading[] }
  | {
      readonly type: 'impairment';
      readonly link: string;
      readonly from: string;
      readonly impairment: Impairment;
      readonly cause: 'timeline' | 'hand';
    }
  | {
      readonly type: 'fault';
      readonly link: string;
      readonly from: string;
      readonly rule: number;
      readonly nth: number;
      readonly action: string;
      readonly packet: string;
    };

export interface WireReport {
  readonly directions: readonly (DirectionReading & {
    /** One way, of delivered packets; null when none was. */
    readonly delayP50Ms: number | null;
    readonly delayP99Ms: number | null;
  })[];
  /** How late packets left against their schedule, over all packets; null when there were none. */
  readonly latenessP50Ms: number | null;
  readonly latenessP99Ms: number | null;
  readonly packets: number;
  /** Packets that nodes sent and the emulator was too late to take: nothing else is known of them. */
  readonly deviceDrops: number;
  /** Metrics of directions that this emulator can't tell, and why. */
  readonly unmeasured?: Readonly<Record<string, string>>;
  /** What only the end of a case shows; for the result's environment. */
  readonly facts?: Readonly<Record<string, string>>;
}
