import type { Bound, Requirement } from '../lab/lab.ts';

export interface Range {
  readonly low: number;
  readonly high: number;
}

/** The values that an expectation accepts, inclusive; null where they depend on other metrics. */
export function acceptedRange(requirement: Requirement): Range | null {
  switch (requirement.kind) {
    case 'is':
      return typeof requirement.value === 'number'
        ? { low: requirement.value, high: requirement.value }
        : null;
    case 'at-least':
      return between(requirement.bound, null);
    case 'at-most':
      return between(null, requirement.bound);
    case 'between':
      return between(requirement.low, requirement.high);
    case 'within': {
      const { of, byRatio } = requirement;
      return of.is === 'value' ? { low: of.value * (1 - byRatio), high: of.value * (1 + byRatio) } : null;
    }
    case 'is-not':
    case 'matches':
    case 'credit':
      return null;
    default:
      return requirement satisfies never;
  }
}

/** A bound that isn't there accepts everything on its side; so does, taken by itself, one that is a relation. */
function between(low: Bound | null, high: Bound | null): Range {
  return {
    low: low?.is === 'value' ? low.value : Number.NEGATIVE_INFINITY,
    high: high?.is === 'value' ? high.value : Number.POSITIVE_INFINITY,
  };
}
