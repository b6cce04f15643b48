/** What makes verdicts flaky: expectations that chance, or a busy machine, decides. */

import type { ExpectationSpec, ResolvedCase } from '../lab/lab.ts';
import { metricUnit } from '../text/figure.ts';
import { acceptedRange } from './accepted-range.ts';
import { exactCount } from './exact-count.ts';
import type { FlakinessWarning } from './flakiness-warning.ts';
import { flakyCount } from './flaky-count.ts';
import { SteadyWays } from './steady-ways.ts';
import { submittedTime } from './submitted-time.ts';
import { tightTime } from './tight-time.ts';

/**
 * One list for each expectation of the case, in their order. Silence is no proof: directions that the
 * timeline or a fault changes, queues that overflow and what programs send aren't judged.
 * @param submissionNodes those that submitted programs run on
 */
export function flakinessWarnings(
  lab: ResolvedCase,
  submissionNodes: ReadonlySet<string>,
): FlakinessWarning[][] {
  const ways = new SteadyWays(lab);
  return lab.expectations.map((expectation) => {
    const found = [
      exactFigure(expectation),
      flakyCount(lab, ways, expectation),
      tightTime(lab, ways, expectation),
      exactCount(lab, expectation),
      submittedTime(lab, submissionNodes, expectation),
    ];
    return found.filter((warning) => warning !== null);
  });
}

/** No two runs measure the same time to the last digit. */
function exactFigure({ metric, unit, requirement, text }: ExpectationSpec): FlakinessWarning | null {
  const range = acceptedRange(requirement);
  const isContinuous =
    ['seconds', 'bits-per-second'].includes(unit ?? metricUnit(metric)) || /\.cwnd_mean$/.test(metric);
  if (range === null || range.low !== range.high || !isContinuous) return null;
  return {
    message: `${metric}: ${text} asks for a measured figure to its last digit`,
    hint: 'use `between`, `at-least`, `at-most` or `within`',
  };
}
