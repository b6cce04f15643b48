import type { ResolvedCase } from '../core/lab/lab.ts';
import { relatedMetrics } from '../core/verdict/requirement.ts';

/** All that a case's expectations and measures speak of, in its own run or in the reference's. */
export function askedMetrics({ expectations, measures }: ResolvedCase): ReadonlySet<string> {
  return new Set([
    ...expectations.flatMap(({ metric, requirement }) => [
      metric,
      ...relatedMetrics(requirement, null),
      ...relatedMetrics(requirement, 'reference'),
    ]),
    ...measures.flatMap(({ definition }) => (definition.by === 'fairness' ? definition.metrics : [])),
  ]);
}
