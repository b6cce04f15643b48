/** A run's result, as in result.json: a fold over its events. */

import type {
  CaseEnded,
  Environment,
  ExpectationOutcome,
  NodeReady,
  RunEnded,
  RunEvent,
  RunStarted,
  Verdict,
} from '../event/event.ts';
import type { MetricValue } from '../lab/lab.ts';
import { combineScores, type Score, worstOf } from '../verdict/score.ts';

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
  readonly cases: readonly CaseResult[];
}

export interface CaseResult {
  readonly case: string;
  readonly verdict: Verdict;
  readonly seed: number;
  /** Seconds. */
  readonly duration: number;
  /** SI units. */
  readonly metrics: Metrics;
  readonly expectations: readonly ExpectationOutcome[];
  /** Of a case that ran several times: each in turn. All else is then of the one that scored. */
  readonly repeats?: readonly RepeatResult[];
}

export interface RepeatResult {
  readonly seed: number;
  readonly verdict: Verdict;
  readonly metrics: Metrics;
}

interface Attempt extends Score {
  readonly ended: CaseEnded;
  readonly metrics: Metrics;
  readonly expectations: readonly ExpectationOutcome[];
}

/** Folds events in their order. A run that was stopped or killed before its end is `infra`. */
export class ResultFold {
  #started: (RunStarted & { at: number }) | null = null;
  #ended: RunEnded | null = null;
  #facts: Readonly<Record<string, string>> = {};
  #lastAt = 0;
  #metrics: Metrics = {};
  #outcomes = new Map<number, ExpectationOutcome>();
  readonly #attempts = new Map<string, [Attempt, ...Attempt[]]>();

  add(event: RunEvent): void {
    this.#lastAt = event.at;
    switch (event.type) {
      case 'run-started':
        this.#started = event;
        return;
      case 'case-started':
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
    const expectations = [...this.#outcomes].sort(([a], [b]) => a - b).map(([, outcome]) => outcome);
    const { verdict, points, of } = ended;
    const attempt = { verdict, points, of, ended, metrics: this.#metrics, expectations };
    const earlier = this.#attempts.get(ended.case);
    if (earlier === undefined) this.#attempts.set(ended.case, [attempt]);
    else earlier.push(attempt);
  }

  /** @throws TypeError when no run was started. */
  result(): RunResult {
    const started = this.#started;
    if (started === null) throw new TypeError('no run-started event: there is no run to tell of');
    const attempts = [...this.#attempts.values()];
    const { verdict, points, of } = this.#ended ?? {
      ...combineScores(attempts.map(worstOf)),
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
      cases: attempts.map(caseResult),
    };
  }
}

export function foldResult(events: Iterable<RunEvent>): RunResult {
  const fold = new ResultFold();
  for (const event of events) fold.add(event);
  return fold.result();
}

/** All repeats have to hold, so the worst of them is the one that scores. */
function caseResult(repeats: readonly [Attempt, ...Attempt[]]): CaseResult {
  const scored = worstOf(repeats);
  const result = {
    case: scored.ended.case,
    verdict: scored.ended.verdict,
    seed: scored.ended.seed,
    duration: scored.ended.durationSeconds,
    metrics: scored.metrics,
    expectations: scored.expectations,
  };
  if (repeats.length === 1) return result;
  return {
    ...result,
    repeats: repeats.map(({ ended, metrics }) => ({ seed: ended.seed, verdict: ended.verdict, metrics })),
  };
}
