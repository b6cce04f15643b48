import { percentile } from './percentile.ts';

export interface LatencySummary {
  readonly p50Seconds: number | null;
  readonly p95Seconds: number | null;
  readonly p99Seconds: number | null;
}

/** Of exchanges: from a request's sending to its answer's arrival. All null when none was answered. */
export function summariseLatencies(latenciesNs: readonly number[]): LatencySummary {
  const ascending = Float64Array.from(latenciesNs).sort();
  const at = (ratio: number): number | null => {
    const ns = percentile(ascending, ratio);
    return ns === null ? null : ns / 1e9;
  };
  return { p50Seconds: at(0.5), p95Seconds: at(0.95), p99Seconds: at(0.99) };
}
