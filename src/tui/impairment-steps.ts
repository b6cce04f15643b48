/** The steps by which keys move an impairment: coarse enough to see each in front of a class. */

import type { Impairment, LossModel } from '../core/lab/impairment.ts';
import { averageLoss } from './impairment-text.ts';

export type Turn = 'up' | 'down';

const lossRatios = [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1];
const delaysMs = [0, 1, 5, 10, 20, 50, 100, 200, 500];
const ratesBitsPerSecond = [100e3, 1e6, 10e6, 100e6, Number.POSITIVE_INFINITY];

/** The next step beyond `value`; at either end it stays. */
function step(steps: readonly number[], value: number, turn: Turn): number {
  const beyond =
    turn === 'up'
      ? steps.find((candidate) => candidate > value * (1 + 1e-9))
      : steps.findLast((candidate) => candidate < value * (1 - 1e-9));
  return beyond ?? value;
}

/** A burst model keeps its burst length as long as that can give the ratio. */
function withRatio(loss: LossModel | null, ratio: number): LossModel | null {
  if (ratio === 0) return null;
  if (loss?.model === 'burst' && ratio <= loss.meanBurstPackets / (loss.meanBurstPackets + 1)) {
    return { ...loss, ratio };
  }
  return { model: 'independent', ratio };
}

export function stepLoss(impairment: Impairment, turn: Turn): Impairment {
  const now = averageLoss(impairment.loss);
  const next = step(lossRatios, now, turn);
  return next === now ? impairment : { ...impairment, loss: withRatio(impairment.loss, next) };
}

export function stepDelay(impairment: Impairment, turn: Turn): Impairment {
  return { ...impairment, delayMs: step(delaysMs, impairment.delayMs, turn) };
}

/** A rate set by hand takes the place of a delivery trace. */
export function stepRate(impairment: Impairment, turn: Turn): Impairment {
  const now = impairment.rateBitsPerSecond ?? Number.POSITIVE_INFINITY;
  const next = step(ratesBitsPerSecond, now, turn);
  if (next === now) return impairment;
  return { ...impairment, rateBitsPerSecond: next === Number.POSITIVE_INFINITY ? null : next, trace: null };
}
