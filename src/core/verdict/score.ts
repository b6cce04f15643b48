/** From outcomes to a case's points and verdict, and from cases to the run's. */

import type { ExpectationOutcome, Verdict } from '../event/event.ts';

export interface Score {
  readonly verdict: Verdict;
  readonly points: number;
  readonly of: number;
}

/**
 * @param casePoints points for the case as a whole, all or nothing; null: the expectations carry them.
 */
export function scoreCase(casePoints: number | null, outcomes: readonly ExpectationOutcome[]): Score {
  const allHold = outcomes.every(({ verdict }) => verdict === 'pass');
  if (casePoints !== null) {
    return { verdict: allHold ? 'pass' : 'fail', points: allHold ? casePoints : 0, of: casePoints };
  }
  const points = sumOf(outcomes.map((outcome) => outcome.points));
  const of = sumOf(outcomes.map((outcome) => outcome.of));
  return { verdict: allHold ? 'pass' : shortOfAll(points, of), points, of };
}

/** The run's score from its cases', each counted once: the first of infra, invalid, fail or partial, pass. */
export function combineScores(cases: readonly Score[]): Score {
  const points = sumOf(cases.map((score) => score.points));
  const of = sumOf(cases.map((score) => score.of));
  const verdicts = new Set(cases.map(({ verdict }) => verdict));
  if (verdicts.has('infra')) return { verdict: 'infra', points, of };
  if (verdicts.has('invalid')) return { verdict: 'invalid', points, of };
  const allPass = cases.every(({ verdict }) => verdict === 'pass');
  return { verdict: allPass ? 'pass' : shortOfAll(points, of), points, of };
}

/** An expectation worth nothing can fail and leave all points: that is no pass, and nothing partial. */
function shortOfAll(points: number, of: number): 'partial' | 'fail' {
  return points > 0 && points < of ? 'partial' : 'fail';
}

/** Points are given in hundredths. */
function sumOf(points: readonly number[]): number {
  return Math.round(points.reduce((sum, next) => sum + next, 0) * 100) / 100;
}
