/** A run's score as a ratio, for those that know no points. */

import type { Scorecard } from '../core/result/scorecard.ts';

/** 0 to 1. A run that gives no points is all or nothing. */
export function scoreRatio({ points, of, verdict }: Pick<Scorecard, 'points' | 'of' | 'verdict'>): number {
  if (of <= 0) return verdict === 'pass' ? 1 : 0;
  return Math.min(1, Math.max(0, points / of));
}
