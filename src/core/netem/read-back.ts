/** Is what the kernel now has what tc was told? */

import type { Qdisc } from './qdisc.ts';

/** One entry of `tc -s -j qdisc show`. */
export interface QdiscReading {
  readonly kind: string;
  readonly handle: string;
  readonly dev: string;
  readonly parent?: string;
  readonly root?: boolean;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly bytes?: number;
  readonly packets?: number;
  readonly drops?: number;
  readonly qlen?: number;
}

/** tc prints six digits, and keeps probabilities in 32 bits. */
const relativeTolerance = 2e-5;
/** 32-bit fractions. */
const absoluteTolerance = 1e-9;
/** Times, in seconds: tc and the kernel each cut them to ticks of their own (pkt_sched.h). */
const timeTolerance = 3e-6;
const coarseTolerance = 2e-3;

/** What differs, in words; empty when nothing does. */
export function differences(device: string, wanted: Qdisc, readings: readonly QdiscReading[]): string[] {
  const name = `${wanted.kind} ${wanted.handle} of ${device}`;
  const found = readings.find(({ dev, handle }) => dev === device && handle === wanted.handle);
  if (found === undefined) return [`${name} isn't there`];
  if (found.kind !== wanted.kind) return [`${name} is a ${found.kind}`];
  return Object.entries(wanted.expected).flatMap(([path, value]) => {
    const actual = numberAt(found.options ?? {}, path);
    const tolerance = wanted.coarse.includes(path) ? coarseTolerance : relativeTolerance;
    const absolute = path.startsWith('delay.') ? timeTolerance : absoluteTolerance;
    return Math.abs(actual - value) <= absolute + tolerance * Math.abs(value)
      ? []
      : [`${name} has ${path} ${actual} instead of ${value}`];
  });
}

/** What tc leaves out is 0; it prints some numbers with a unit. */
function numberAt(options: Readonly<Record<string, unknown>>, path: string): number {
  let value: unknown = options;
  for (const key of path.split('.')) {
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  }
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? Number.parseFloat(value) : 0;
}
