/** What the repeats of one case come to. */

import type { ExpectationOutcome, Verdict } from '../event/event.ts';
import type { RepeatScoring } from '../lab/lab.ts';
import { type Score, scoreCase } from './score.ts';

export interface Repeat extends Score {
  readonly seed: number;
  /** In the lab's order; none where it could not be judged. */
  readonly expectations: readonly ExpectationOutcome[];
}

export type Repeats = readonly [Repeat, ...Repeat[]];

const worstFirst: readonly Verdict[] = ['infra', 'invalid', 'fail', 'partial', 'pass'];

/**
 * - `worst`: the worst verdict, then the fewest points
 * - `best`: the best verdict, then the most points; if none passed, a failure of ours is told as such
 * - `all`: each expectation counts as it fared where it fared worst, so that it has to hold in all repeats
 *
 * Among equals the first. The seed is of the repeat that scored; with `all`, of the worst.
 * @param casePoints as for `scoreCase`
 */
export function scoreRepeats(scoring: RepeatScoring, casePoints: number | null, repeats: Repeats): Repeat {
  if (repeats.length === 1) return repeats[0];
  const worst = repeats.reduce((found, next) => (standing(next, found) < 0 ? next : found));
  switch (scoring) {
    case 'worst':
      return worst;
    case 'best': {
      const best = repeats.reduce((found, next) => (standing(next, found) > 0 ? next : found));
      return best.verdict === 'pass' || worst.verdict !== 'infra' ? best : worst;
    }
    case 'all': {
      if (worst.verdict === 'infra' || worst.verdict === 'invalid') return worst;
      const expectations = worst.expectations.map((_, index) => worstOutcome(repeats, index));
      return { ...scoreCase(casePoints, expectations), seed: worst.seed, expectations };
    }
    default:
      return scoring satisfies never;
  }
}

/** Such as "all count". */
export function repeatScoringText(scoring: RepeatScoring): string {
  return { all: 'all count', best: 'the best counts', worst: 'the worst counts' }[scoring];
}

type Standing = Pick<Score, 'verdict' | 'points'>;

/** Below zero where `a` fared worse than `b`. */
function standing(a: Standing, b: Standing): number {
  return worstFirst.indexOf(a.verdict) - worstFirst.indexOf(b.verdict) || a.points - b.points;
}

/** Says in which repeat it was, where it doesn't hold. */
function worstOutcome(repeats: Repeats, index: number): ExpectationOutcome {
  const [first, ...others] = repeats.flatMap(({ seed, expectations }) => {
    const outcome = expectations[index];
    return outcome === undefined ? [] : [{ seed, outcome }];
  });
  if (first === undefined) throw new TypeError('an expectation that no repeat has');
  const { seed, outcome } = others.reduce(
    (found, next) => (standing(next.outcome, found.outcome) < 0 ? next : found),
    first,
  );
  return outcome.verdict === 'pass' ? outcome : { ...outcome, message: `${outcome.message} (seed ${seed})` };
}
