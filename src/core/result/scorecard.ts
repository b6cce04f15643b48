/** A run as those see it who give points for it: cases, and in them tests that are worth something. */

import type { Environment, RunStarted, SubmissionPrepared, Verdict } from '../event/event.ts';
import type { MetricValue } from '../lab/lab.ts';
import type { TimeLine } from '../trace/time-line.ts';
import type { OutputTail } from './output-tails.ts';

/** `not-run`: the run has not come to it, or never did. */
export type TestVerdict = Verdict | 'not-run';

export interface Scorecard {
  readonly run: RunStarted;
  /** In graded runs: what was handed in. */
  readonly submission: SubmissionPrepared | null;
  /** Of what has been decided so far; `infra` while the run hasn't ended. */
  readonly verdict: Verdict;
  readonly points: number;
  readonly of: number;
  readonly durationSeconds: number;
  readonly environment: Environment;
  /** The run came to its end by itself. */
  readonly finished: boolean;
  /** The signal that stopped the run. */
  readonly interruptedBy: string | null;
  readonly warnings: readonly string[];
  /** All of the lab's cases, in its order. */
  readonly cases: readonly ScoredCase[];
}

export interface ScoredCase {
  readonly name: string;
  readonly verdict: TestVerdict;
  readonly points: number;
  readonly of: number;
  /** This and what follows is of the repeat that scored, where a case is repeated. */
  readonly seed: number;
  readonly durationSeconds: number;
  /** After the run's start, of the case's first attempt. */
  readonly startedAtSeconds: number;
  readonly hidden: boolean;
  readonly reason: string | null;
  readonly sentences: readonly string[];
  /** At least one. */
  readonly tests: readonly ScoredTest[];
  /** The end of what each program printed in the run that scored. */
  readonly output: readonly OutputTail[];
  /** Where a node was traced in the run that scored. */
  readonly timeLine: TimeLine | null;
}

/**
 * What points are given for: an expectation, or a whole case whose expectations have no points of their
 * own. Which tests there are depends on the lab alone, not on how the run went.
 */
export interface ScoredTest {
  /** Unique in the run. */
  readonly name: string;
  readonly verdict: TestVerdict;
  readonly points: number;
  readonly of: number;
  readonly metric: string | null;
  readonly expected: string | null;
  readonly value: MetricValue | null;
  /** May hold foreign text, and several lines. */
  readonly message: string;
}
