/** What each kind of requirement asks of a value. */

import type { Bound, MetricValue, Requirement } from '../lab/lab.ts';
import { type FindPattern, findUnhurried } from '../text/find-pattern.ts';

/** What the reference solution came to in the same place. */
export interface ReferenceFigures {
  readonly metrics: Readonly<Record<string, MetricValue>>;
  readonly absent: Readonly<Record<string, string>>;
}

/** The share of the points that the value earns: 0, 1, or between for partial credit. */
export interface Judgement {
  readonly fraction: number;
}

/** The value is of a type that the requirement can't be put to. */
export interface Misfit {
  readonly problem: string;
}

export function boundsOf(requirement: Requirement): readonly Bound[] {
  switch (requirement.kind) {
    case 'is':
    case 'is-not':
    case 'matches':
      return [];
    case 'at-least':
    case 'at-most':
      return [requirement.bound];
    case 'between':
      return [requirement.low, requirement.high];
    case 'within':
      return [requirement.of];
    case 'credit':
      return [requirement.zero, requirement.full];
    default:
      return requirement satisfies never;
  }
}

/** The metrics that the requirement relates to, of this run or of the reference's. */
export function relatedMetrics(requirement: Requirement, of: 'reference' | null): string[] {
  return boundsOf(requirement).flatMap((bound) =>
    bound.is === 'metric' && bound.of === of ? [bound.metric] : [],
  );
}

export function judgeRequirement(
  requirement: Requirement,
  value: MetricValue,
  figure: (bound: Bound) => number,
  find: FindPattern = findUnhurried,
): Judgement | Misfit {
  switch (requirement.kind) {
    case 'is':
      return holds(same(value, requirement.value));
    case 'is-not':
      return holds(!same(value, requirement.value));
    case 'matches':
      return matches(requirement.pattern, value, find);
  }
  if (typeof value !== 'number' || Number.isNaN(value)) {
    return { problem: `is ${typeof value === 'number' ? 'NaN' : JSON.stringify(value)}, not a number` };
  }
  switch (requirement.kind) {
    case 'at-least':
      return holds(notBelow(value, figure(requirement.bound)));
    case 'at-most':
      return holds(notBelow(figure(requirement.bound), value));
    case 'between':
      return holds(notBelow(value, figure(requirement.low)) && notBelow(figure(requirement.high), value));
    case 'within': {
      const centre = figure(requirement.of);
      const tolerance = Math.abs(centre) * requirement.byRatio;
      return holds(notBelow(value, centre - tolerance) && notBelow(centre + tolerance, value));
    }
    case 'credit':
      return { fraction: credit(value, figure(requirement.zero), figure(requirement.full)) };
    default:
      return requirement satisfies never;
  }
}

function holds(yes: boolean): Judgement {
  return { fraction: yes ? 1 : 0 };
}

// 9.8 % in the lab file and 98/1000 measured are the same figure, though not always the same double.
const relativeRounding = 1e-9;

function notBelow(a: number, b: number): boolean {
  return a >= b || b - a <= relativeRounding * Math.max(Math.abs(a), Math.abs(b));
}

function same(a: MetricValue, b: MetricValue): boolean {
  if (typeof a === 'number' && typeof b === 'number') return notBelow(a, b) && notBelow(b, a);
  return a === b;
}

function matches(pattern: string, value: MetricValue, find: FindPattern): Judgement | Misfit {
  let compiled: RegExp;
  try {
    compiled = new RegExp(pattern, 'm');
  } catch {
    return { problem: `can't be matched: ${JSON.stringify(pattern)} is no regular expression` };
  }
  return holds(find(compiled, String(value)) !== null);
}

/** Linear from `zero` to `full`, whichever is the higher; a step where they are equal. */
function credit(value: number, zero: number, full: number): number {
  if (zero === full) return notBelow(value, full) ? 1 : 0;
  const fraction = (value - zero) / (full - zero);
  if (fraction >= 1 - relativeRounding) return 1;
  return Math.max(fraction, 0);
}
