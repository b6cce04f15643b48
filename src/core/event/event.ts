/**
 * Everything that can happen in a run. The stream of these events, in order, is the single source
 * of the live view, the reports and the result: nothing else carries state between them.
 */

import type { Impairment } from '../lab/impairment.ts';
import type { MetricUnit, MetricValue, RepeatScoring } from '../lab/lab.ts';

export type Verdict = 'pass' | 'partial' | 'fail' | 'invalid' | 'infra';

/** `at`: seconds since the run's start, on the machine's monotonic clock. */
export type RunEvent = { readonly at: number } & RunEventBody;

export type RunEventBody =
  | RunStarted
  | SubmissionPrepared
  | CaseStarted
  | EnvironmentFound
  | Preparation
  | NodeReady
  | NodeDied
  | ClockStarted
  | ProgramStarted
  | ProgramOutput
  | ProgramEnded
  | SystemCall
  | TraceEnded
  | FlowProgress
  | FlowEnded
  | WireProgress
  | ImpairmentChanged
  | FaultFired
  | ExpectationDecided
  | CaseMetrics
  | CaseEnded
  | ReferenceMeasured
  | RepeatsScored
  | Warning
  | Interrupted
  | RunEnded;

export interface RunStarted {
  readonly type: 'run-started';
  readonly lab: string;
  readonly title: string;
  readonly seed: number;
  readonly runtime: string;
  readonly emulator: string;
  /** ISO 8601, for people; nothing is computed from it. */
  readonly startedAt: string;
  readonly cases: readonly string[];
  readonly environment: Environment;
  /** The arguments after `wirelab` that repeat this run, but for `--seed` and `--case`; `run LAB` when left out. */
  readonly repeatWith?: readonly string[];
}

/** What became of a submission before its cases: in graded runs only. */
export interface SubmissionPrepared {
  readonly type: 'submission-prepared';
  readonly submission: string;
  /** Null when it couldn't be found out. */
  readonly language: string | null;
  /** Why it can't be run; null when it can. */
  readonly problem: string | null;
  /** What its author can do about that. */
  readonly hint: string | null;
  /** What its build printed, made safe to display. */
  readonly output: string;
}

/** What the figures depend on beside the lab: versions, kernel, limits' mechanism, priorities. */
export interface Environment {
  readonly wirelab: string;
  readonly kernel: string;
  readonly node: string;
  readonly [fact: string]: string;
}

export interface CaseStarted {
  readonly type: 'case-started';
  readonly case: string;
  readonly seed: number;
  /** 1, or more when the machine spoilt what went before. */
  readonly attempt: number;
  readonly timeLimitMs: number;
  readonly hidden: boolean;
  /** For the case as a whole, all or nothing; null or left out: its expectations carry the points. */
  readonly points?: number | null;
  /** Of a case that runs several times: which of them this is, and what counts of them. */
  readonly repeat?: CaseRepeat;
  readonly topology: CaseTopology;
}

export interface CaseRepeat {
  /** From 1. */
  readonly index: number;
  readonly times: number;
  readonly score: RepeatScoring;
}

/** What a reader of the stream must know of the case without having the lab file. */
export interface CaseTopology {
  readonly nodes: readonly { readonly name: string; readonly forward: boolean }[];
  readonly links: readonly {
    readonly name: string;
    readonly mtu: number;
    readonly ends: readonly {
      readonly node: string;
      readonly ipv4: string | null;
      readonly ipv6: string | null;
      readonly impairment: Impairment;
    }[];
  }[];
  readonly flows: readonly FlowDescription[];
  readonly programs: readonly { readonly name: string; readonly node: string; readonly service: boolean }[];
  readonly timeline: readonly { readonly atMs: number; readonly text: string }[];
  readonly expectations: readonly {
    readonly metric: string;
    readonly expected: string;
    readonly points: number;
    readonly because: string;
  }[];
}

export type FlowKind = 'tcp-bulk' | 'tcp-rr' | 'udp-stream' | 'udp-rr';

export interface FlowDescription {
  /** `download`, or `download.2` for one of several. */
  readonly name: string;
  readonly traffic: string;
  readonly kind: FlowKind;
  readonly from: string;
  readonly to: string;
  readonly port: number;
  /** Bytes for tcp-bulk, datagrams for udp-stream, exchanges for the rr kinds. */
  readonly planned: number;
}

/** Facts that are known once a case's nodes and links are being made; part of the result's environment. */
export interface EnvironmentFound {
  readonly type: 'environment-found';
  readonly case: string;
  readonly facts: Readonly<Record<string, string>>;
}

/** Something that takes its time before a case's nodes can be made, such as an image that is downloaded. */
export interface Preparation {
  readonly type: 'preparation';
  readonly case: string;
  readonly message: string;
}

export interface NodeReady {
  readonly type: 'node-ready';
  readonly case: string;
  readonly node: string;
  /** As read back from the kernel. */
  readonly sysctls: Readonly<Record<string, string>>;
  /** Settings this kernel doesn't have or wouldn't take, by key. */
  readonly skippedSysctls: readonly string[];
}

export interface NodeDied {
  readonly type: 'node-died';
  readonly case: string;
  readonly node: string;
  readonly cause: string;
}

/** The services are ready; the case's clock and with it all traffic starts. */
export interface ClockStarted {
  readonly type: 'clock-started';
  readonly case: string;
}

export interface ProgramStarted {
  readonly type: 'program-started';
  readonly case: string;
  /** `idle`, or `idle.2` for one of several. */
  readonly program: string;
  readonly node: string;
}

/** A piece of output as it came, capped in size and rate; the whole is in the log file. */
export interface ProgramOutput {
  readonly type: 'program-output';
  readonly case: string;
  readonly program: string;
  readonly stream: 'stdout' | 'stderr';
  /** Made safe to display. */
  readonly text: string;
}

export interface ProgramEnded {
  readonly type: 'program-ended';
  readonly case: string;
  readonly program: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** We ended it. */
  readonly stopped: boolean;
  /** The limit of its node that ended it, where that is known. */
  readonly limit: 'memory' | 'time' | null;
  readonly durationSeconds: number;
}

/**
 * Of a program on a node with `trace: true`: a system call on a socket of the network, or what else befell a
 * process that has made one. Told when it is over; of so many calls the most, `TraceEnded` counts the others.
 */
export interface SystemCall {
  readonly type: 'system-call';
  readonly case: string;
  readonly program: string;
  readonly node: string;
  /** Of the process or thread, in its node's eyes. */
  readonly pid: number;
  readonly kind: 'call' | 'signal' | 'end';
  /** `connect(3, 10.0.1.3:8080)`, made safe to display. */
  readonly text: string;
  /** `0`, `-1 ECONNREFUSED`; null where the process ended within the call, and for what is no call. */
  readonly result: string | null;
  /** When it began, on the case's clock; services make calls before that starts. */
  readonly startMs: number;
  /** Null where it never returned. */
  readonly durationMs: number | null;
}

/** A packet of a traced node's programs, where it left that node or came to it. */
export interface TracedPacket {
  /** On the case's clock. */
  readonly atMs: number;
  readonly seen: 'sent' | 'received';
  readonly from: string;
  readonly to: string;
  /** `TCP SYN, port 8080`. */
  readonly text: string;
}

/** At the end of a case with a traced node: what belongs beside its system calls. */
export interface TraceEnded {
  readonly type: 'trace-ended';
  readonly case: string;
  /** With `trace: true`. */
  readonly nodes: readonly string[];
  /** In order of time. */
  readonly packets: readonly TracedPacket[];
  /** Packets of these nodes' programs that aren't listed. */
  readonly furtherPackets: number;
  /** Why there are none to list; null where the emulator records packets. */
  readonly noPackets: string | null;
  /** By program: calls that no event tells of. */
  readonly furtherCalls: Readonly<Record<string, number>>;
  /** Between the clock of the calls and that of the packets. */
  readonly clockErrorMs: number;
}

/** Where a flow stands, several times a second. */
export interface FlowProgress {
  readonly type: 'flow-progress';
  readonly case: string;
  readonly flow: string;
  readonly state: FlowState;
}

export interface FlowState {
  readonly phase: 'waiting' | 'connecting' | 'running' | 'draining' | 'ended';
  /** Bytes (tcp-bulk), datagrams (udp-stream) or exchanges (rr). */
  readonly sent: number;
  readonly received: number;
  /** Over the time since the last progress event: payload received. */
  readonly goodputBitsPerSecond: number;
  /** So far. */
  readonly lost: number | null;
  readonly duplicates: number | null;
  readonly reordered: number | null;
  readonly retransmits: number | null;
  /** TCP: the kernel's smoothed RTT; rr kinds: the last exchange's. */
  readonly rttSeconds: number | null;
  readonly cwndSegments: number | null;
  /** UDP: of the last datagram. */
  readonly oneWayDelaySeconds: number | null;
}

export interface FlowEnded {
  readonly type: 'flow-ended';
  readonly case: string;
  readonly flow: string;
  /** It ran its course, rather than being cut off at the time limit or by an error. */
  readonly completed: boolean;
  /** Why not, in a few words. */
  readonly reason: string | null;
  readonly metrics: Readonly<Record<string, MetricValue>>;
}

export interface DirectionCounters {
  readonly offered: number;
  readonly delivered: number;
  readonly lost: number;
  readonly queueDrops: number;
  readonly duplicated: number;
  readonly reordered: number;
  readonly corrupted: number;
  /** Waiting to be serialised now, and the most that ever waited. */
  readonly queuePackets: number;
  readonly queueMaxPackets: number;
  readonly offeredBytes: number;
  readonly deliveredBytes: number;
}

/** The wire's own counters since the case's start, by link and sending node. */
export interface WireProgress {
  readonly type: 'wire-progress';
  readonly case: string;
  readonly directions: readonly (DirectionCounters & { readonly link: string; readonly from: string })[];
}

export interface ImpairmentChanged {
  readonly type: 'impairment-changed';
  readonly case: string;
  readonly link: string;
  readonly from: string;
  readonly impairment: Impairment;
  readonly cause: 'timeline' | 'hand';
}

export interface FaultFired {
  readonly type: 'fault-fired';
  readonly case: string;
  readonly link: string;
  readonly from: string;
  /** Position in the lab's list of faults, from 0. */
  readonly rule: number;
  /** The packet's index among those that match, in its flow. */
  readonly nth: number;
  readonly action: string;
  readonly packet: string;
}

export interface ExpectationDecided {
  readonly type: 'expectation-decided';
  readonly case: string;
  readonly index: number;
  readonly outcome: ExpectationOutcome;
}

/** As in result.json. */
export interface ExpectationOutcome {
  readonly metric: string;
  /** Of a number that a measure of the lab's own tells. */
  readonly unit?: MetricUnit;
  readonly verdict: 'pass' | 'partial' | 'fail';
  readonly value: MetricValue | null;
  readonly expected: string;
  readonly points: number;
  readonly of: number;
  readonly message: string;
}

export interface CaseMetrics {
  readonly type: 'case-metrics';
  readonly case: string;
  readonly metrics: Readonly<Record<string, MetricValue>>;
  /** For metrics that have no value: why. */
  readonly absent: Readonly<Record<string, string>>;
}

export interface CaseEnded {
  readonly type: 'case-ended';
  readonly case: string;
  readonly seed: number;
  readonly attempt: number;
  readonly verdict: Verdict;
  readonly points: number;
  readonly of: number;
  readonly durationSeconds: number;
  /** Why, where the expectations alone don't tell. */
  readonly reason: string | null;
  /** What happened to each flow and why, one plain sentence each. */
  readonly sentences: readonly string[];
  /** An infra attempt that is run again doesn't count. */
  readonly superseded: boolean;
}

/** The reference solution was run for a case that follows; what expectations need of its figures. */
export interface ReferenceMeasured {
  readonly type: 'reference-measured';
  readonly case: string;
  readonly seed: number;
  readonly metrics: Readonly<Record<string, MetricValue>>;
}

/** A case with repeats has run as often as it should, and this is what it comes to. */
export interface RepeatsScored {
  readonly type: 'repeats-scored';
  readonly case: string;
  readonly score: RepeatScoring;
  readonly times: number;
  /** How many of them passed. */
  readonly passed: number;
  /** Of the repeat that scored; where all count, of the worst. */
  readonly seed: number;
  readonly verdict: Verdict;
  readonly points: number;
  readonly of: number;
}

/** Check this before you trust the results. */
export interface Warning {
  readonly type: 'warning';
  readonly case: string | null;
  readonly message: string;
}

export interface Interrupted {
  readonly type: 'interrupted';
  readonly signal: string;
}

export interface RunEnded {
  readonly type: 'run-ended';
  readonly verdict: Verdict;
  readonly points: number;
  readonly of: number;
  readonly durationSeconds: number;
  /** The run's folder. */
  readonly folder: string;
}
