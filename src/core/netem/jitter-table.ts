/**
 * netem's tables of distributions, and what they really have: their deviations in units of the jitter
 * that netem is told (computed from iproute2's normal.dist, pareto.dist and paretonormal.dist; the files
 * haven't changed since 2005). Wirelab's jitter is the standard deviation about the delay, so that both
 * the jitter and the delay that tc is told are corrected by them (see core/link/jitter.ts).
 */

import type { Jitter } from '../lab/impairment.ts';

const tables = {
  normal: { mean: -0.00078, deviation: 1.00005, largest: 4 },
  pareto: { mean: -0.03349, deviation: 0.81968, largest: 4 },
  paretonormal: { mean: -0.0253, deviation: 0.83395, largest: 3.89 },
} as const;

export interface NetemJitter {
  /** What must be added to the delay, so that its mean is the one asked for. */
  readonly shiftMs: number;
  readonly jitterMs: number;
  /** What tc calls the table; null: uniform, netem's way without a table. */
  readonly table: keyof typeof tables | null;
  /** The most that a packet's delay can exceed the mean. */
  readonly largestMs: number;
}

export function netemJitter({ ms, distribution }: Jitter): NetemJitter {
  if (distribution === 'uniform') return { shiftMs: 0, jitterMs: ms, table: null, largestMs: ms };
  const { mean, deviation, largest } = tables[distribution];
  const jitterMs = ms / deviation;
  return { shiftMs: -mean * jitterMs, jitterMs, table: distribution, largestMs: largest * jitterMs };
}

/** netem doubles a uniform jitter in 32 bits of nanoseconds (sch_netem.c, tabledist). */
export const maxUniformJitterMs = (2 ** 31 - 1) / 1e6;
