/** Upper bounds on what a submitted program takes that hold on an idle machine only. */

import type { ExpectationSpec, Requirement, ResolvedCase } from '../lab/lab.ts';
import { formatSeconds } from '../text/figure.ts';
import { acceptedRange } from './accepted-range.ts';
import type { FlakinessWarning } from './flakiness-warning.ts';

/** So long a program may have to wait for its turn on a machine that grades others meanwhile. */
const stallSeconds = 0.25;

/** @param nodes those that submissions run on; none where the lab isn't graded */
export function submittedTime(
  { programs, measures }: ResolvedCase,
  nodes: ReadonlySet<string>,
  { metric, unit, requirement, text }: ExpectationSpec,
): FlakinessWarning | null {
  const bound = upperBound(requirement);
  if (bound === null) return null;
  const isSubmitted = (name: string) =>
    programs.some((program) => program.name === name && nodes.has(program.node) && program.node === name);
  const remedy = (margin: string) =>
    `hold it against the reference solution in the same place, \`at-most: {metric: ${metric}, of: reference, times: 2, plus: ${margin}}\`, or keep a lower bound alone`;
  if (/^[^.]+\.duration$/.test(metric) && isSubmitted(metric.replace('.duration', ''))) {
    return {
      message: `${metric}: ${text} is a bound of its own on how long a submission takes: to start Java alone takes a second more on a busy machine`,
      hint: remedy('1s'),
    };
  }
  const measure = measures.find(({ name }) => name === metric);
  if (measure?.definition.by !== 'output' || unit !== 'seconds') return null;
  if (!isSubmitted(measure.definition.program) || bound >= stallSeconds) return null;
  return {
    message: `${metric}: ${text} is less than the ${formatSeconds(stallSeconds)} that a program may have to wait for its turn on a busy machine`,
    hint: remedy(formatSeconds(stallSeconds).replace(' ', '')),
  };
}

/** Null where there is none, or where it is a relation. */
function upperBound(requirement: Requirement): number | null {
  if (requirement.kind === 'credit') {
    const { zero, full } = requirement;
    const falls = zero.is === 'value' && full.is === 'value' && full.value < zero.value;
    return falls ? full.value : null;
  }
  const high = acceptedRange(requirement)?.high ?? Number.POSITIVE_INFINITY;
  return Number.isFinite(high) ? high : null;
}
