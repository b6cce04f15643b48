import type * as z from 'zod/mini';
import type { MeasureSpec, MetricUnit } from '../lab/lab.ts';
import type { CaseContext } from './case-context.ts';
import { refersTo, refersToDirection } from './case-context.ts';
import type { MetricScope } from './metric-scope.ts';
import type { MetricInfo } from './metrics.ts';
import type { measureSchema } from './schema/measure.ts';
import { spanAt } from './source-tree.ts';

type MeasureText = z.output<typeof measureSchema>;

export function resolveMeasures(context: CaseContext, programs: ReadonlySet<string>): MeasureSpec[] {
  const resolved: MeasureSpec[] = [];
  for (const entity of context.measures.values()) {
    const { name, value } = entity;
    for (const stream of ['stdout', 'stderr']) refersTo(context, 'program', programs, entity, [stream]);
    refersToDirection(context, entity);
    for (const index of value?.order?.keys() ?? []) {
      refersToDirection(context, entity, ['link'], ['order', index, 'from']);
    }
    if (value === null) continue;
    const definition = definitionOf(value);
    if (definition !== null) resolved.push({ name, definition });
  }
  return resolved;
}

function definitionOf(value: MeasureText): MeasureSpec['definition'] | null {
  const { stdout, stderr, matches, link, count, order, fairness } = value;
  for (const stream of ['stdout', 'stderr'] as const) {
    const program = stream === 'stdout' ? stdout : stderr;
    if (program === undefined || matches === undefined) continue;
    return { by: 'output', stream, program, pattern: matches, unit: value.unit ?? null };
  }
  if (fairness !== undefined) return { by: 'fairness', metrics: fairness };
  if (link === undefined) return null;
  if (count !== undefined)
    return { by: 'packets', link, from: value.from ?? null, match: value.match ?? {}, count };
  if (order === undefined) return null;
  return { by: 'order', link, packets: order.map(({ from, match }) => ({ from: from ?? null, match })) };
}

/** Fairness is of numbers that something produces. */
export function checkFairness(context: CaseContext, scope: MetricScope): void {
  for (const { node, value } of context.measures.values()) {
    for (const [index, metric] of (value?.fairness ?? []).entries()) {
      const found = scope.lookup(metric);
      const at = spanAt(node, ['fairness', index]);
      if (found.found === false)
        context.problems.error('unknown-metric', at, found.message, { hint: found.hint });
      else if (found.found === true && found.info.type !== 'number') {
        context.problems.error('wrong-type', at, `${metric} is no number`);
      }
    }
  }
}

/** What a measure yields, as far as its definition tells. */
export function measuredMetric(value: MeasureText): MetricInfo {
  if (value.order !== undefined) return { type: 'boolean', description: '' };
  const any = {
    type: 'number',
    unit: 'count',
    whole: false,
    low: 0,
    high: Number.POSITIVE_INFINITY,
    description: '',
  } as const;
  if (value.fairness !== undefined) return { ...any, unit: 'ratio', high: 1 };
  if (value.count !== undefined) {
    if (value.count === 'gap-min') return { ...any, unit: 'seconds' };
    if (value.count === 'goodput') return { ...any, unit: 'bits-per-second' };
    return { ...any, whole: true };
  }
  return { ...any, unit: printedUnit(value.unit), low: Number.NEGATIVE_INFINITY };
}

function printedUnit(unit: string | undefined): MetricUnit {
  if (unit === undefined) return 'count';
  if (unit === '%') return 'ratio';
  if (unit.endsWith('bit')) return 'bits-per-second';
  return unit.endsWith('B') ? 'bytes' : 'seconds';
}
