/** The lab as resolved: names checked, quantities in SI units, every case merged and complete. */

import type { FaultSpec, PacketMatch } from './fault.ts';
import type { Impairment } from './impairment.ts';

export interface Lab {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** Absolute path of the lab file, and of the folder it stands in. */
  readonly file: string;
  readonly folder: string;
  readonly seed: number;
  readonly cases: readonly ResolvedCase[];
  /** Parsed and checked; graded runs read it. */
  readonly submission: SubmissionSpec | null;
}

export interface ResolvedCase {
  readonly name: string;
  readonly timeLimitMs: number;
  /** Points for the case as a whole, all or nothing; null: the expectations carry the points. */
  readonly points: number | null;
  readonly hidden: boolean;
  readonly repeat: { readonly times: number; readonly score: RepeatScoring } | null;
  readonly nodes: readonly NodeSpec[];
  /** The nodes' main programs (named like their node) and those under `programs`. */
  readonly programs: readonly ProgramSpec[];
  readonly links: readonly LinkSpec[];
  readonly traffic: readonly TrafficSpec[];
  readonly faults: readonly FaultSpec[];
  /** In order of `atMs`. */
  readonly timeline: readonly TimelineEntry[];
  readonly measures: readonly MeasureSpec[];
  readonly expectations: readonly ExpectationSpec[];
}

/** Whether each expectation must hold in all repeats, or the best or the worst of them counts. */
export type RepeatScoring = 'all' | 'best' | 'worst';

export interface NodeSpec {
  readonly name: string;
  readonly image: string | null;
  /** Absolute path of a folder within the lab's folder, shown read-only at /lab. */
  readonly files: string | null;
  readonly localhost: string | null;
  readonly forward: boolean;
  readonly sysctl: Readonly<Record<string, string>>;
  readonly limits: NodeLimits;
  readonly capabilities: readonly string[];
  readonly trace: boolean;
  readonly internet: boolean;
  readonly writable: boolean;
  /** A tar archive on this machine, unpacked into /home/lab before any program starts. Graded runs give it. */
  readonly home?: string;
}

/** A limit that the lab doesn't name is null: the runtime's default holds. */
export interface NodeLimits {
  readonly memoryBytes: number | null;
  readonly pids: number | null;
  readonly files: number | null;
  readonly timeMs: number | null;
}

export type ReadyProbe =
  | { readonly by: 'tcp'; readonly port: number }
  | { readonly by: 'udp'; readonly port: number }
  | { readonly by: 'log'; readonly pattern: string };

export interface ProgramSpec {
  readonly name: string;
  readonly node: string;
  /** A string in the lab file arrives here as ['sh', '-c', text]. Empty: only a submission brings it. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Absolute path of a file in the lab's folder; null is /dev/null. */
  readonly stdin: string | null;
  readonly startAtMs: number;
  /** How many of it run at once. */
  readonly count: number;
  readonly ready: ReadyProbe | null;
  /** The case doesn't wait for its end. */
  readonly service: boolean;
  /** Where it starts, in its node; the runtime's choice unless given. */
  readonly folder?: string;
  /** Brought by a submission: what it does wrong is the student's. */
  readonly submitted?: boolean;
}

export interface LinkSpec {
  readonly name: string;
  /** Two: point to point; more: one shared segment. */
  readonly ends: readonly LinkEnd[];
  readonly mtu: number;
}

/** One node's end of a link, and the direction named by that node. */
export interface LinkEnd {
  readonly node: string;
  /** Generated: eth0, eth1, ... in the order of the node's links. */
  readonly device: string;
  readonly mac: string;
  readonly ipv4: InterfaceAddress | null;
  readonly ipv6: InterfaceAddress | null;
  /** At the case's start, for what this node sends into the link. */
  readonly impairment: Impairment;
}

export interface InterfaceAddress {
  readonly address: string;
  readonly prefixLength: number;
}

interface TrafficCommon {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly startAtMs: number;
  readonly ip: 4 | 6;
  readonly flows: number;
}

interface TcpOptions {
  readonly receiveBufferBytes: number | null;
  readonly sendBufferBytes: number | null;
  readonly congestion: string | null;
}

export type TrafficSpec =
  | (TrafficCommon & TcpOptions & { readonly kind: 'tcp-bulk'; readonly sizeBytes: number })
  | (TrafficCommon &
      TcpOptions & { readonly kind: 'tcp-rr'; readonly sizeBytes: number; readonly count: number })
  | (TrafficCommon & {
      readonly kind: 'udp-stream';
      readonly packetsPerSecond: number;
      readonly payloadBytes: number;
      readonly durationMs: number;
    })
  | (TrafficCommon & {
      readonly kind: 'udp-rr';
      readonly payloadBytes: number;
      readonly count: number;
      readonly timeoutMs: number;
    });

export type TimelineEntry =
  /** `impairment` is complete: what holds in that direction from then on. */
  | {
      readonly atMs: number;
      readonly do: 'impair';
      readonly link: string;
      readonly from: string;
      readonly impairment: Impairment;
    }
  | {
      readonly atMs: number;
      readonly do: 'stop' | 'start' | 'restart';
      readonly program: string;
    }
  | { readonly atMs: number; readonly do: 'signal'; readonly program: string; readonly signal: string };

/** What of some packets a measure tells. */
export type Countable =
  | 'offered'
  | 'delivered'
  | 'dropped'
  | 'repeated'
  | 'reordered'
  | 'gap-min'
  | 'goodput';

/** A metric of the lab's own. */
export interface MeasureSpec {
  readonly name: string;
  readonly definition:
    | {
        readonly by: 'output';
        readonly stream: 'stdout' | 'stderr';
        readonly program: string;
        readonly pattern: string;
        readonly unit: string | null;
      }
    | {
        readonly by: 'packets';
        readonly link: string;
        readonly from: string | null;
        readonly match: PacketMatch;
        readonly count: Countable;
      }
    | { readonly by: 'fairness'; readonly metrics: readonly string[] }
    | {
        readonly by: 'order';
        readonly link: string;
        readonly packets: readonly { readonly from: string | null; readonly match: PacketMatch }[];
      };
}

export type MetricValue = number | boolean | string;

/** What a metric's number means. `count` is anything without a unit. */
export type MetricUnit = 'ratio' | 'bits-per-second' | 'seconds' | 'bytes' | 'count';

/** A fixed figure, or `times` another metric `plus` something. */
export type Bound =
  | { readonly is: 'value'; readonly value: number }
  | {
      readonly is: 'metric';
      readonly metric: string;
      readonly of: 'reference' | null;
      readonly times: number;
      readonly plus: number;
    };

export type Requirement =
  | { readonly kind: 'is' | 'is-not'; readonly value: MetricValue }
  | { readonly kind: 'at-least' | 'at-most'; readonly bound: Bound }
  | { readonly kind: 'between'; readonly low: Bound; readonly high: Bound }
  | { readonly kind: 'within'; readonly of: Bound; readonly byRatio: number }
  | { readonly kind: 'matches'; readonly pattern: string }
  | { readonly kind: 'credit'; readonly zero: Bound; readonly full: Bound };

export interface ExpectationSpec {
  readonly metric: string;
  /** Of a measure, whose name doesn't tell it. */
  readonly unit?: MetricUnit;
  readonly requirement: Requirement;
  readonly points: number;
  readonly because: string;
  /** The requirement in the lab file's own words and units, such as "between 7% and 13%". */
  readonly text: string;
}

export interface SubmissionSpec {
  readonly nodes: readonly string[];
  readonly reference: string | null;
  readonly languages: readonly SubmissionLanguage[];
}

export interface SubmissionLanguage {
  readonly name: string;
  readonly when: string;
  /** Before its nodes' own. */
  readonly image: string | null;
  readonly build: string | null;
  /** argv by node. */
  readonly run: Readonly<Record<string, readonly string[]>>;
}
