/** Holds expectations against what was measured. */

import type { ExpectationOutcome } from '../event/event.ts';
import type { Bound, ExpectationSpec, MetricValue } from '../lab/lab.ts';
import { formatMetric } from '../text/figure.ts';
import { type FindPattern, findUnhurried } from '../text/find-pattern.ts';
import { boundsOf, type Judgement, judgeRequirement, type ReferenceFigures } from './requirement.ts';

export type MetricValues = Readonly<Record<string, MetricValue>>;

/** For metrics without a value: why. */
export type AbsentMetrics = Readonly<Record<string, string>>;

/**
 * A metric that has no value, the expected one or one it is related to, fails the expectation.
 * Points are the expectation's own; whether a case gives them only as a whole is `scoreCase`'s matter.
 * @param evidence where to look for what a metric's value comes from: told where it isn't as expected
 * @param reference null where no reference solution was run
 */
export function judge(
  expectation: ExpectationSpec,
  metrics: MetricValues,
  absent: AbsentMetrics,
  reference: ReferenceFigures | null = null,
  evidence: Readonly<Record<string, string>> = {},
  find: FindPattern = findUnhurried,
): ExpectationOutcome {
  const { metric, requirement, text } = expectation;
  const value = Object.hasOwn(metrics, metric) ? metrics[metric] : undefined;
  if (value === undefined) {
    return outcome(expectation, null, noCredit(`${metric} has no value: ${whyAbsent(metric, absent)}`, text));
  }
  const resolved = new Map<Bound, number>();
  for (const bound of boundsOf(requirement)) {
    const figure = resolveBound(bound, metrics, absent, reference);
    if (typeof figure === 'string') {
      return outcome(expectation, value, noCredit(`${metric} can't be compared with ${figure}`, text));
    }
    resolved.set(bound, figure);
  }
  const judgement = judgeRequirement(requirement, value, (bound) => resolved.get(bound) ?? Number.NaN, find);
  if ('problem' in judgement) {
    return outcome(expectation, value, noCredit(`${metric} ${judgement.problem}`, text));
  }
  const { fraction } = judgement;
  const look = fraction < 1 && Object.hasOwn(evidence, metric) ? `; see ${evidence[metric]}` : '';
  const message = compare(expectation, value, resolved, fraction) + look;
  return outcome(expectation, value, { fraction, message });
}

/** Whether every metric that the expectation speaks of has a value by now; a reference's has it from the start. */
export function judgeableNow(expectation: ExpectationSpec, known: MetricValues): boolean {
  return (
    Object.hasOwn(known, expectation.metric) &&
    boundsOf(expectation.requirement).every(
      (bound) => bound.is === 'value' || bound.of !== null || Object.hasOwn(known, bound.metric),
    )
  );
}

function outcome(
  { metric, unit, points: of, text, because }: ExpectationSpec,
  value: MetricValue | null,
  { fraction, message }: { fraction: number; message: string },
): ExpectationOutcome {
  // Rounded down to hundredths (but for the noise of binary fractions): all is only all.
  const points = fraction >= 1 ? of : Math.floor(of * fraction * 100 * (1 + 1e-12)) / 100;
  const verdict = fraction >= 1 ? 'pass' : points > 0 ? 'partial' : 'fail';
  const why = verdict === 'pass' || because === '' ? '' : ` (${because.trim()})`;
  return {
    metric,
    ...(unit === undefined ? {} : { unit }),
    verdict,
    value,
    expected: text,
    points,
    of,
    message: message + why,
  };
}

function noCredit(problem: string, expected: string): { fraction: number; message: string } {
  return { fraction: 0, message: `${problem}; expected ${expected}` };
}

function whyAbsent(metric: string, absent: AbsentMetrics): string {
  return (Object.hasOwn(absent, metric) ? absent[metric] : undefined) ?? 'nothing measured it';
}

/** The figure; where there is none, what has none and why. */
function resolveBound(
  bound: Bound,
  metrics: MetricValues,
  absent: AbsentMetrics,
  reference: ReferenceFigures | null,
): number | string {
  if (bound.is === 'value') return bound.value;
  const isOfReference = bound.of !== null;
  if (isOfReference && reference === null) {
    return `${bound.metric}, which has no number: its reference was not run`;
  }
  const figures = isOfReference && reference !== null ? reference : { metrics, absent };
  const other = Object.hasOwn(figures.metrics, bound.metric) ? figures.metrics[bound.metric] : undefined;
  if (typeof other === 'number') return other * bound.times + bound.plus;
  const whose = isOfReference ? "the reference's " : '';
  return `${whose}${bound.metric}, which has no number: ${whyAbsent(bound.metric, figures.absent)}`;
}

const shownCharacters = 200;

function compare(
  { metric, unit, text }: ExpectationSpec,
  value: MetricValue,
  bounds: ReadonlyMap<Bound, number>,
  fraction: Judgement['fraction'],
): string {
  const format = (figure: MetricValue, digits: number) => formatMetric(metric, figure, digits, unit);
  const digits = telling(format, value, [...bounds.values()]);
  let seen = format(value, digits);
  if (seen.length > shownCharacters)
    seen = `${seen.slice(0, shownCharacters)}..." (${String(value).length} characters)`;
  const relations = [...bounds]
    .filter(([bound]) => bound.is === 'metric')
    .map(([, figure]) => format(figure, digits));
  const here = relations.length === 0 ? '' : ` (here ${relations.join(' and ')})`;
  const credit = fraction > 0 && fraction < 1 ? `, which earns ${Math.floor(fraction * 100)} %` : '';
  return `${metric} is ${seen}, expected ${text.replace(/^is /, '')}${here}${credit}`;
}

/** As many digits as it takes to tell the value from what it is compared with. */
function telling(
  format: (figure: MetricValue, digits: number) => string,
  value: MetricValue,
  bounds: readonly number[],
): number {
  for (const digits of [3, 6, 10]) {
    const seen = format(value, digits);
    if (bounds.every((bound) => bound === value || format(bound, digits) !== seen)) return digits;
  }
  return 15;
}
