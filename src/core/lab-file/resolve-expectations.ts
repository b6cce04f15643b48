import type { Bound, ExpectationSpec, Requirement } from '../lab/lab.ts';
import type { CaseContext } from './case-context.ts';
import { whyImpossible } from './impossible.ts';
import { parseMetricFigure } from './metric-figure.ts';
import type { MetricScope } from './metric-scope.ts';
import type { MetricInfo, NumberMetric } from './metrics.ts';
import { requirementText } from './requirement-text.ts';
import type { ExpectationText } from './schema/expectation.ts';
import { requirementKeys } from './schema/expectation.ts';
import type { Path } from './source-tree.ts';
import { keySpanAt, nodeAt, spanAt } from './source-tree.ts';
import type { Entity } from './validator.ts';

export function resolveExpectations(context: CaseContext, scope: MetricScope): ExpectationSpec[] {
  const resolved: ExpectationSpec[] = [];
  for (const entity of context.expectations) {
    const { value, node } = entity;
    if (value === null) continue;
    const found = scope.lookup(value.metric);
    if (found.found === false) {
      context.problems.error('unknown-metric', spanAt(node, ['metric']), found.message, { hint: found.hint });
    }
    if (found.found !== true) continue;
    const requirement = new RequirementReader(context, scope, entity, value).read(found.info);
    if (requirement === null) continue;
    const impossible = whyImpossible(requirement, found.info);
    if (impossible !== null) {
      const key = requirementKeys.find((name) => value[name] !== undefined) ?? 'metric';
      context.problems.error('impossible-expectation', spanAt(node, [key]), `${value.metric}: ${impossible}`);
    }
    const isMeasure = context.measures.has(value.metric);
    resolved.push({
      metric: value.metric,
      ...(isMeasure && found.info.type === 'number' ? { unit: found.info.unit } : {}),
      requirement,
      points: value.points ?? 1,
      because: value.because ?? '',
      text: requirementText(node),
    });
  }
  return resolved;
}

/** Reads what is required of one metric, in that metric's unit. */
class RequirementReader {
  readonly #context: CaseContext;
  readonly #scope: MetricScope;
  readonly #entity: Entity<ExpectationText>;
  readonly #text: ExpectationText;

  constructor(
    context: CaseContext,
    scope: MetricScope,
    entity: Entity<ExpectationText>,
    text: ExpectationText,
  ) {
    this.#context = context;
    this.#scope = scope;
    this.#entity = entity;
    this.#text = text;
  }

  /** Null where it can't be what the metric is judged by: said already. */
  read(info: MetricInfo): Requirement | null {
    const text = this.#text;
    const exact = text.is === undefined ? 'is-not' : 'is';
    if (text[exact] !== undefined) {
      const value = this.#value(text[exact], info, [exact]);
      return value === null ? null : { kind: exact, value };
    }
    if (text.matches !== undefined) {
      if (info.type !== 'text')
        return this.#wrong(['matches'], `${this.#is(info)}, which no pattern can match`);
      return { kind: 'matches', pattern: text.matches };
    }
    const key = requirementKeys.find((name) => text[name] !== undefined) ?? 'is';
    if (info.type !== 'number') {
      return this.#wrong([key], `${this.#is(info)}: ${key} can't judge it`, 'use `is` or `is-not`');
    }
    for (const kind of ['at-least', 'at-most'] as const) {
      if (text[kind] === undefined) continue;
      const bound = this.#bound(text[kind], info, [kind]);
      return bound === null ? null : { kind, bound };
    }
    if (text.between !== undefined) {
      const [low, high] = this.#pair(
        info,
        [text.between[0], ['between', 0]],
        [text.between[1], ['between', 1]],
      );
      return low === null || high === null ? null : { kind: 'between', low, high };
    }
    if (text.within !== undefined) {
      const of = this.#bound(text.within.of, info, ['within', 'of']);
      return of === null ? null : { kind: 'within', of, byRatio: text.within.by };
    }
    if (text.credit !== undefined) {
      const { zero: none, full: all } = text.credit;
      const [zero, full] = this.#pair(info, [none, ['credit', 'zero']], [all, ['credit', 'full']]);
      return zero === null || full === null ? null : { kind: 'credit', zero, full };
    }
    return null;
  }

  #pair(
    info: NumberMetric,
    first: readonly [unknown, Path],
    second: readonly [unknown, Path],
  ): readonly [Bound | null, Bound | null] {
    return [this.#bound(first[0], info, first[1]), this.#bound(second[0], info, second[1])];
  }

  #value(input: unknown, info: MetricInfo, path: Path) {
    const node = nodeAt(this.#entity.node, path);
    switch (info.type) {
      case 'boolean':
        if (typeof input === 'boolean') return input;
        return this.#wrong(path, `${this.#is(info)}: expected true or false`);
      case 'text':
        return node?.kind === 'scalar' ? node.text : this.#wrong(path, `${this.#is(info)}`);
      case 'number':
        return this.#figure(input, info, path);
      default:
        return info satisfies never;
    }
  }

  #figure(input: unknown, info: NumberMetric, path: Path): number | null {
    if (typeof input === 'boolean') return this.#wrong(path, `${this.#is(info)}, not true or false`);
    const parsed = parseMetricFigure(input, info);
    if (parsed.ok) return parsed.value;
    const { message, hint } = parsed.error;
    const at = spanAt(this.#entity.node, path);
    this.#context.problems.error('bad-value', at, `${this.#text.metric}: ${message}`, { hint });
    return null;
  }

  #bound(input: unknown, info: NumberMetric, path: Path): Bound | null {
    if (typeof input !== 'object' || input === null) {
      const value = this.#figure(input, info, path);
      return value === null ? null : { is: 'value', value };
    }
    const relation = input as Exclude<NonNullable<ExpectationText['at-least']>, string | number | boolean>;
    const other = this.#scope.lookup(relation.metric);
    const at = spanAt(this.#entity.node, [...path, 'metric']);
    if (other.found === false) {
      this.#context.problems.error('unknown-metric', at, other.message, { hint: other.hint });
      return null;
    }
    if (relation.of === 'reference' && !this.#context.hasReference) {
      const problem = 'the lab names no reference solution';
      const hint = 'name its folder: `submission: {reference: ./solution}`';
      const of = spanAt(this.#entity.node, [...path, 'of']);
      this.#context.problems.error('unknown-name', of, problem, { hint });
      return null;
    }
    if (other.found === true && (other.info.type !== 'number' || other.info.unit !== info.unit)) {
      const unit = other.info.type === 'number' ? `in ${other.info.unit}` : `a ${other.info.type}`;
      return this.#wrong(
        [...path, 'metric'],
        `${relation.metric} is ${unit}, ${this.#text.metric} in ${info.unit}`,
      );
    }
    const plus = relation.plus === undefined ? 0 : this.#plus(relation.plus, info, [...path, 'plus']);
    if (plus === null) return null;
    return {
      is: 'metric',
      metric: relation.metric,
      of: relation.of ?? null,
      times: relation.times ?? 1,
      plus,
    };
  }

  /** `plus: 0` needs no unit. */
  #plus(input: unknown, info: NumberMetric, path: Path): number | null {
    return input === 0 ? 0 : this.#figure(input, info, path);
  }

  #is(info: MetricInfo): string {
    const type = { number: 'a number', boolean: 'true or false', text: 'a text' }[info.type];
    return `${this.#text.metric} is ${type}`;
  }

  #wrong(path: Path, message: string, hint: string | null = null): null {
    this.#context.problems.error('wrong-type', spanAt(this.#entity.node, path), message, { hint });
    return null;
  }
}

/** Points on a case leave none to give inside. */
export function checkCasePoints(context: CaseContext, casePoints: Path, header: Entity<unknown>): void {
  for (const { node, value } of context.expectations) {
    if (value?.points === undefined) continue;
    context.problems.error(
      'points',
      keySpanAt(node, ['points']),
      'points: the case as a whole carries points: its expectations have none of their own',
      { related: [{ message: 'the points of the case', at: keySpanAt(header.node, casePoints) }] },
    );
  }
}
