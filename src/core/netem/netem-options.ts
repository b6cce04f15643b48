/** The options of one netem, always the whole set, and what tc must read back. */

import type { LossModel } from '../lab/impairment.ts';
import { burstParameters } from '../link/loss.ts';
import type { Qdisc } from './qdisc.ts';
import { percentText, rateBytesPerSecond, rateText, timeText } from './tc-number.ts';

export interface NetemSetting {
  readonly limitPackets: number;
  readonly delayMs?: number;
  readonly jitterMs?: number;
  readonly table?: string | null;
  readonly loss?: LossModel | null;
  readonly duplicateRatio?: number;
  readonly corruptRatio?: number;
  readonly rateBitsPerSecond?: number | null;
  /** Added to each packet's length before it is serialised. */
  readonly overheadBytes?: number;
  /** Null where tc or the kernel knows none. */
  readonly seed?: number | null;
}

/**
 * No option has a correlation: netem averages draws, which turns 5 % with a correlation of 25 % into 0.2 %.
 * Bursts come from its Gilbert-Elliott model instead.
 */
export function netem(handle: string, parent: string | null, setting: NetemSetting): Qdisc {
  const { limitPackets, delayMs = 0, jitterMs = 0, duplicateRatio = 0, corruptRatio = 0 } = setting;
  const { overheadBytes = 0, seed = null, table = null } = setting;
  const rate = setting.rateBitsPerSecond ?? 0;
  const loss = lossOptions(setting.loss ?? null);
  return {
    handle,
    parent,
    kind: 'netem',
    overheadBytes: 0,
    options: [
      ...['limit', String(limitPackets)],
      ...['delay', timeText(delayMs), timeText(jitterMs)],
      ...(table === null ? [] : ['distribution', table]),
      ...loss.options,
      ...['duplicate', percentText(duplicateRatio)],
      ...['corrupt', percentText(corruptRatio)],
      ...['rate', rateText(rate), String(overheadBytes)],
      ...(seed === null ? [] : ['seed', String(seed)]),
    ],
    expected: {
      limit: limitPackets,
      'delay.delay': delayMs / 1000,
      'delay.jitter': jitterMs / 1000,
      'delay.correlation': 0,
      ...loss.expected,
      'duplicate.duplicate': duplicateRatio,
      'duplicate.correlation': 0,
      'corrupt.corrupt': corruptRatio,
      'corrupt.correlation': 0,
      'reorder.reorder': 0,
      'rate.rate': rateBytesPerSecond(rate),
      'rate.packetoverhead': overheadBytes,
      gap: 0,
      ...(seed === null ? {} : { seed }),
    },
    coarse: [],
  };
}

function lossOptions(loss: LossModel | null): Pick<Qdisc, 'options' | 'expected'> {
  if (loss === null || loss.model === 'independent') {
    const ratio = loss?.ratio ?? 0;
    return {
      options: ['loss', 'random', percentText(ratio)],
      expected: { 'loss-random.loss': ratio, 'loss-random.correlation': 0, 'loss-gemodel.p': 0 },
    };
  }
  const { p, r, h, k } = loss.model === 'burst' ? burstParameters(loss.ratio, loss.meanBurstPackets) : loss;
  return {
    options: ['loss', 'gemodel', percentText(p), percentText(r), percentText(1 - h), percentText(1 - k)],
    expected: {
      'loss-random.loss': 0,
      'loss-gemodel.p': p,
      'loss-gemodel.r': r,
      'loss-gemodel.1-h': 1 - h,
      'loss-gemodel.1-k': 1 - k,
    },
  };
}
