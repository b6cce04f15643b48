/** What is asked of one direction of a link, and what its two ends must then measure. */

import type { MetricValue } from '../../src/core/lab/lab.ts';

/** Probability that a check fails though all is as it should be. */
export const error = 1e-6;

/** One figure of a run, and where it must lie. SI units, as in result.json. */
export interface Check {
  readonly figure: string;
  /** `s` is shown in ms, `bit/s` in kbit/s. */
  readonly unit: 'count' | 's' | 'packets' | 'bit/s';
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export class Measured {
  readonly #metrics: Readonly<Record<string, MetricValue>>;
  /** Of the direction that nothing was asked of, in the same case: seconds. */
  readonly idleP95: number;
  readonly idleP99: number;
  /** The most that a change of a link took effect late, where the emulator says so: seconds. */
  readonly changeLateness: number;

  /** @param idle the flow across a direction that nothing was asked of */
  constructor(metrics: Readonly<Record<string, MetricValue>>, idle: string, changeLateness: number) {
    this.#metrics = metrics;
    this.changeLateness = changeLateness;
    this.idleP95 = this.of(`${idle}.delay_p95`);
    this.idleP99 = this.of(`${idle}.delay_p99`);
  }

  /** NaN where there is no such number, which lies in no band. */
  of(metric: string): number {
    const value = this.#metrics[metric];
    return typeof value === 'number' ? value : Number.NaN;
  }
}

export interface Traffic {
  readonly flow: string;
  /** As in a lab file, but for `from` and `to`. */
  readonly traffic: Readonly<Record<string, unknown>>;
}

export interface Scenario {
  /** As a reader would say it. */
  readonly asked: string;
  /** The sending node, then the receiving one. */
  readonly way: `${string}${string}`;
  /** As in a lab file. */
  readonly impairment: Readonly<Record<string, unknown>>;
  readonly traffic: readonly Traffic[];
  readonly checks: (measured: Measured) => readonly Check[];
}

export interface ParityCase {
  readonly name: string;
  /** Its flow across a direction that nothing is asked of. */
  readonly idle: string;
  readonly scenarios: readonly Scenario[];
  /** Entries of a lab file's timeline, but for `link`. */
  readonly timeline: readonly {
    readonly way: string;
    readonly entry: Readonly<Record<string, unknown>>;
  }[];
}

export function isWithin({ value, low, high }: Check): boolean {
  return value >= low && value <= high;
}
