/** A run's result, as in result.json: a fold over its events. */

import type {
  CaseEnded,
  CaseStarted,
  Environment,
  ExpectationOutcome,
  NodeReady,
  RunEnded,
  RunEvent,
  RunStarted,
  SubmissionPrepared,
  Verdict,
} from '../event/event.ts';
import type { MetricValue } from '../lab/lab.ts';
import { type Repeat, scoreRepeats } from '../verdict/repeats.ts';
import { combineScores } from '../verdict/score.ts';

type Metrics = Readonly<Record<string, MetricValue>>;

export interface RunResult {
  readonly lab: string;
  readonly verdict: Verdict;
  readonly seed: number;
  readonly runtime: string;
  readonly emulator: string;
  readonly score: { readonly points: number; readonly of: number };
  /** Seconds. */
  readonly duration: number;
  readonly environment: Environment;
  /** In graded runs: what was handed in. */
  readonly submission?: SubmissionResult;
  readonly cases: readonly CaseResult[];
}

interface SubmissionResult {
  readonly name: string;
  readonly language: string | null;
  /** Why it can't be run. */
  readonly problem: string | null;
}

export interface CaseResult {
  readonly case: string;
  readonly verdict: Verdict;
  readonly score: { readonly points: number; readonly of: number };
  readonly seed: number;
  /** Seconds. */
  readonly duration: number;
  /** SI units. */
  readonly metrics: Metrics;
  readonly expectations: readonly ExpectationOutcome[];
  /**
   * Of a case with `repeat`: each in turn. All else is then of the one that scored; where all count, metrics
   * are of the worst, and each expectation as it fared where it fared worst.
   */
  readonly repeats?: readonly RepeatResult[];
}

export interface RepeatResult {
  readonly seed: number;
  readonly verdict: Verdict;
  readonly metrics: Metrics;
}

interface Attempt extends Repeat {
  readonly started: CaseStarted;
  readonly ended: CaseEnded;
  readonly metrics: Metrics;
}

type Attempts = readonly [Attempt, ...Attempt[]];

/** Folds events in their order. A run that was stopped or killed before its end is `infra`. */
export class ResultFold {
  #started: (RunStarted & { at: number }) | null = null;
  #ended: RunEnded | null = null;
  #submission: SubmissionPrepared | null = null;
  #facts: Readonly<Record<string, string>> = {};
  #lastAt = 0;
  #case: CaseStarted | null = null;
  #metrics: Metrics = {};
  #outcomes = new Map<number, ExpectationOutcome>();
  readonly #attempts = new Map<string, [Attempt, ...Attempt[]]>();

  add(event: RunEvent): void {
    this.#lastAt = event.at;
    switch (event.type) {
      case 'run-started':
        this.#started = event;
        return;
      case 'submission-prepared':
        this.#submission = event;
        return;
      case 'case-started':
        this.#case = event;
        this.#metrics = {};
        this.#outcomes = new Map();
        return;
      case 'environment-found':
        this.#facts = { ...this.#facts, ...event.facts };
        return;
      case 'node-ready':
        this.#noteSettings(event);
        return;
      case 'expectation-decided':
        this.#outcomes.set(event.index, event.outcome);
        return;
      case 'case-metrics':
        this.#metrics = event.metrics;
        return;
      case 'case-ended':
        if (!event.superseded) this.#keep(event);
        return;
      case 'run-ended':
        this.#ended = event;
        return;
      default:
    }
  }

  /** The kernel's settings that change TCP, as read back: mostly the same in every node. */
  #noteSettings({ node, sysctls, skippedSysctls }: NodeReady): void {
    const facts = { ...this.#facts };
    for (const [key, value] of Object.entries(sysctls)) {
      facts[`sysctl.${key}`] ??= value;
      if (facts[`sysctl.${key}`] !== value) facts[`sysctl.${key} of ${node}`] = value;
    }
    for (const key of skippedSysctls) facts[`sysctl.${key}`] ??= 'not taken by this kernel';
    this.#facts = facts;
  }

  #keep(ended: CaseEnded): void {
    const started = this.#case;
    if (started === null) throw new TypeError('a case ended that never started');
    const expectations = [...this.#outcomes].sort(([a], [b]) => a - b).map(([, outcome]) => outcome);
    const { verdict, points, of, seed } = ended;
    const attempt = { verdict, points, of, seed, started, ended, metrics: this.#metrics, expectations };
    const earlier = this.#attempts.get(ended.case);
    if (earlier === undefined) this.#attempts.set(ended.case, [attempt]);
    else earlier.push(attempt);
  }

  /** @throws TypeError when no run was started. */
  result(): RunResult {
    const started = this.#started;
    if (started === null) throw new TypeError('no run-started event: there is no run to tell of');
    const cases = [...this.#attempts.values()].map((attempts) => ({ attempts, scored: scoreOf(attempts) }));
    const { verdict, points, of } = this.#ended ?? {
      ...combineScores(cases.map(({ scored }) => scored)),
      verdict: 'infra',
    };
    return {
      lab: started.lab,
      verdict,
      seed: started.seed,
      runtime: started.runtime,
      emulator: started.emulator,
      score: { points, of },
      duration: this.#ended?.durationSeconds ?? this.#lastAt - started.at,
      environment: { ...started.environment, ...this.#facts },
      ...(this.#submission === null ? {} : { submission: submissionResult(this.#submission) }),
      cases: cases.map(({ attempts, scored }) => caseResult(attempts, scored)),
    };
  }
}

export function foldResult(events: Iterable<RunEvent>): RunResult {
  const fold = new ResultFold();
  for (const event of events) fold.add(event);
  return fold.result();
}

function submissionResult({ submission, language, problem }: SubmissionPrepared): SubmissionResult {
  return { name: submission, language, problem };
}

function scoreOf(attempts: Attempts): Repeat {
  const [{ started }] = attempts;
  return scoreRepeats(started.repeat?.score ?? 'all', started.points ?? null, attempts);
}

function caseResult(attempts: Attempts, scored: Repeat): CaseResult {
  const [first] = attempts;
  const { started, ended, metrics } = attempts.find(({ seed }) => seed === scored.seed) ?? first;
  const result = {
    case: ended.case,
    verdict: scored.verdict,
    score: { points: scored.points, of: scored.of },
    seed: scored.seed,
    duration: ended.durationSeconds,
    metrics,
    expectations: scored.expectations,
  };
  if (started.repeat === undefined && attempts.length === 1) return result;
  return { ...result, repeats: attempts.map(({ seed, verdict, metrics }) => ({ seed, verdict, metrics })) };
}
