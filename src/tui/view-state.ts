/** Everything the live view shows, as plain data that only `view-model.ts` changes. */

import type {
  CaseEnded,
  CaseRepeat,
  CaseTopology,
  DirectionCounters,
  ExpectationOutcome,
  FlowDescription,
  FlowEnded,
  FlowState,
  RepeatsScored,
  RunEnded,
  SystemCall,
  TraceEnded,
} from '../core/event/event.ts';
import type { Impairment } from '../core/lab/impairment.ts';

export interface ViewState {
  readonly lab: string;
  readonly title: string;
  readonly runtime: string;
  readonly emulator: string;
  readonly seed: number;
  readonly cases: readonly string[];
  /** The case under way, or the last one until another starts. */
  readonly current: CaseView | null;
  /** In the order in which they are to be printed above the live region. */
  readonly finished: readonly FinishedBlock[];
  readonly interrupted: string | null;
  readonly ended: RunEnded | null;
  /** `at` of the latest event. */
  readonly at: number;
}

export type FinishedBlock =
  | { readonly block: 'case'; readonly view: CaseView; readonly ended: CaseEnded }
  | { readonly block: 'repeats'; readonly scored: RepeatsScored }
  | { readonly block: 'note'; readonly text: string }
  | { readonly block: 'run'; readonly ended: RunEnded };

export interface CaseView {
  readonly name: string;
  readonly seed: number;
  readonly attempt: number;
  readonly timeLimitMs: number;
  readonly hidden: boolean;
  readonly repeat: CaseRepeat | null;
  readonly topology: CaseTopology;
  /** `at` of the clock's start. */
  readonly clockStartedAt: number | null;
  readonly readyNodes: ReadonlySet<string>;
  readonly deadNodes: ReadonlySet<string>;
  /** By `directionKey`. */
  readonly impairments: ReadonlyMap<string, Impairment>;
  /** By `directionKey`. */
  readonly counters: ReadonlyMap<string, DirectionCounters>;
  readonly flows: readonly FlowView[];
  readonly programs: ReadonlyMap<string, ProgramView>;
  /** In the order of the topology's expectations. */
  readonly outcomes: readonly (ExpectationOutcome | null)[];
  /** The latest last, only a few. */
  readonly messages: readonly Message[];
  /** Of its traced nodes, in the order in which they ended; only the latest. */
  readonly calls: readonly SystemCall[];
  /** What belongs beside them; null until the case is over. */
  readonly trace: TraceEnded | null;
  readonly ended: CaseEnded | null;
}

export interface FlowView {
  readonly description: FlowDescription;
  readonly state: FlowState | null;
  /** Goodput in bits per second, the latest last. */
  readonly history: readonly number[];
  readonly ended: FlowEnded | null;
}

export interface ProgramView {
  readonly status: 'waiting' | 'running' | 'ended';
  readonly outcome: string | null;
}

export interface Message {
  readonly text: string;
  readonly tone: 'plain' | 'warn' | 'bad';
}

export const initialState: ViewState = {
  lab: '',
  title: '',
  runtime: '',
  emulator: '',
  seed: 0,
  cases: [],
  current: null,
  finished: [],
  interrupted: null,
  ended: null,
  at: 0,
};

/** Names have no spaces, so that this is unambiguous. */
export function directionKey(link: string, from: string): string {
  return `${link} ${from}`;
}
