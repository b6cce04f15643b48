import type { Bound, Requirement } from '../lab/lab.ts';
import { formatNumber } from '../text/figure.ts';
import type { MetricInfo, NumberMetric } from './metrics.ts';

/** Why no value that the metric can have meets the requirement; null where one may. */
export function whyImpossible(requirement: Requirement, info: MetricInfo): string | null {
  if (info.type !== 'number') return null;
  switch (requirement.kind) {
    case 'is':
      return typeof requirement.value === 'number'
        ? whyNever(requirement.value, requirement.value, info)
        : null;
    case 'at-least':
      return whyNever(fixed(requirement.bound) ?? Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, info);
    case 'at-most':
      return whyNever(Number.NEGATIVE_INFINITY, fixed(requirement.bound) ?? Number.POSITIVE_INFINITY, info);
    case 'between': {
      const low = fixed(requirement.low) ?? Number.NEGATIVE_INFINITY;
      return whyNever(low, fixed(requirement.high) ?? Number.POSITIVE_INFINITY, info);
    }
    case 'within': {
      const of = fixed(requirement.of);
      if (of === null) return null;
      return whyNever(of * (1 - requirement.byRatio), of * (1 + requirement.byRatio), info);
    }
    case 'credit': {
      const [zero, full] = [fixed(requirement.zero), fixed(requirement.full)];
      if (zero !== null && zero === full) return 'zero and full are the same: there is nothing between them';
      return full === null ? null : whyNever(full, full, { ...info, whole: false });
    }
    case 'is-not':
    case 'matches':
      return null;
    default:
      return requirement satisfies never;
  }
}

function fixed(bound: Bound): number | null {
  return bound.is === 'value' ? bound.value : null;
}

function whyNever(low: number, high: number, info: NumberMetric): string | null {
  const figure = (value: number) => formatNumber(value, info.unit, 6);
  if (low > high) return `nothing is between ${figure(low)} and ${figure(high)}: the lower bound comes first`;
  if (low > info.high) return `it is never more than ${figure(info.high)}`;
  if (high < info.low) return `it is never less than ${figure(info.low)}`;
  if (info.whole && Math.ceil(low) > Math.floor(high)) return `it is always a whole number`;
  return null;
}
