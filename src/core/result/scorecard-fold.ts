/** Events -> scorecard, at any moment of the run. */

import type {
  CaseEnded,
  CaseStarted,
  RunEvent,
  RunStarted,
  SubmissionPrepared,
  SystemCall,
} from '../event/event.ts';
import { type TimeLine, timeLine } from '../trace/time-line.ts';
import { type OutputTail, OutputTails } from './output-tails.ts';
import { type CaseResult, ResultFold } from './result.ts';
import type { Scorecard, ScoredCase } from './scorecard.ts';
import { scoredTests } from './scored-tests.ts';

interface CaseNotes {
  readonly started: CaseStarted & { readonly at: number };
  /** By seed: a repeated case has one for each. */
  readonly counted: Map<number, CountedAttempt>;
}

interface CountedAttempt {
  readonly ended: CaseEnded;
  readonly output: readonly OutputTail[];
  readonly timeLine: TimeLine | null;
}

/** What counts is `ResultFold`'s to say; this adds what result.json doesn't hold. */
export class ScorecardFold {
  readonly #result = new ResultFold();
  readonly #cases = new Map<string, CaseNotes>();
  readonly #warnings: string[] = [];
  #run: RunStarted | null = null;
  #submission: SubmissionPrepared | null = null;
  #finished = false;
  #interruptedBy: string | null = null;
  #output = new OutputTails();
  #calls: SystemCall[] = [];
  #timeLine: TimeLine | null = null;

  add(event: RunEvent): void {
    this.#result.add(event);
    switch (event.type) {
      case 'run-started':
        this.#run = event;
        return;
      case 'submission-prepared':
        this.#submission = event;
        return;
      case 'case-started':
        this.#output = new OutputTails();
        this.#calls = [];
        this.#timeLine = null;
        if (!this.#cases.has(event.case)) this.#cases.set(event.case, { started: event, counted: new Map() });
        return;
      case 'program-output':
        this.#output.add(event);
        return;
      case 'system-call':
        this.#calls.push(event);
        return;
      case 'trace-ended':
        this.#timeLine = timeLine(this.#calls, event);
        return;
      case 'case-ended':
        if (!event.superseded) {
          const counted = { ended: event, output: this.#output.list(), timeLine: this.#timeLine };
          this.#cases.get(event.case)?.counted.set(event.seed, counted);
        }
        return;
      case 'warning':
        this.#warnings.push(event.message);
        return;
      case 'interrupted':
        this.#interruptedBy = event.signal;
        return;
      case 'run-ended':
        this.#finished = true;
        return;
      default:
    }
  }

  get started(): boolean {
    return this.#run !== null;
  }

  /** @throws TypeError when no run was started. */
  scorecard(): Scorecard {
    const result = this.#result.result();
    const run = this.#run;
    if (run === null) throw new TypeError('no run-started event: there is no run to tell of');
    const results = new Map(result.cases.map((entry) => [entry.case, entry]));
    return {
      run,
      submission: this.#submission,
      verdict: result.verdict,
      points: result.score.points,
      of: result.score.of,
      durationSeconds: result.duration,
      environment: result.environment,
      finished: this.#finished,
      interruptedBy: this.#interruptedBy,
      warnings: this.#warnings,
      cases: run.cases.map((name) => this.#scoredCase(run, name, results.get(name))),
    };
  }

  #scoredCase(run: RunStarted, name: string, result: CaseResult | undefined): ScoredCase {
    const notes = this.#cases.get(name);
    const counted = result === undefined ? undefined : notes?.counted.get(result.seed);
    const started = notes?.started ?? null;
    const score =
      result === undefined
        ? { verdict: 'not-run' as const, points: 0, of: pointsToGain(started) }
        : { verdict: result.verdict, ...result.score };
    const scored = {
      name,
      ...score,
      seed: result?.seed ?? started?.seed ?? run.seed,
      durationSeconds: result?.duration ?? 0,
      startedAtSeconds: started?.at ?? 0,
      hidden: started?.hidden ?? false,
      reason: result === undefined ? 'this case has not run to its end' : (counted?.ended.reason ?? null),
      sentences: counted?.ended.sentences ?? [],
      output: counted?.output ?? [],
      timeLine: counted?.timeLine ?? null,
    };
    return { ...scored, tests: scoredTests(scored, started, result?.expectations ?? []) };
  }
}

function pointsToGain(started: CaseStarted | null): number {
  if (started === null) return 0;
  const sum = started.topology.expectations.reduce((total, { points }) => total + points, 0);
  return started.points ?? Math.round(sum * 100) / 100;
}
