/** Loss models. */

import type { LossModel } from '../lab/impairment.ts';
import { draw, type FateKey, Purpose } from './fate.ts';

/** Where a flow's loss chain stands; `unset` before its first packet. */
export type ChainState = 'unset' | 'good' | 'bad';

export interface LossChain {
  readonly key: FateKey;
  chain: ChainState;
}

/** p: good to bad, r: bad to good; h, k: delivery probability in the bad and in the good state. */
export interface ChainParameters {
  readonly p: number;
  readonly r: number;
  readonly h: number;
  readonly k: number;
}

/**
 * A Gilbert chain with average loss `ratio` in bursts of `meanBurstPackets` on average:
 * r = 1 / mean, p = ratio r / (1 - ratio), all lost in the bad state and none in the good one
 * (E. N. Gilbert, Bell System Technical Journal 39, 1960). Where p would exceed 1, the ratio is kept
 * and bursts grow longer.
 */
export function burstParameters(ratio: number, meanBurstPackets: number): ChainParameters {
  const r = 1 / Math.max(1, meanBurstPackets);
  const p = (ratio * r) / (1 - ratio);
  return p <= 1 ? { p, r, h: 0, k: 1 } : { p: 1, r: (1 - ratio) / ratio, h: 0, k: 1 };
}

export function chainParameters(model: LossModel): ChainParameters | null {
  switch (model.model) {
    case 'independent':
      return null;
    case 'burst':
      return burstParameters(model.ratio, model.meanBurstPackets);
    case 'gilbert-elliott':
      return model;
    default:
      return model satisfies never;
  }
}

/** Each packet by itself. */
export function isLostIndependently(ratio: number, key: FateKey, n: number): boolean {
  return draw(key, n, Purpose.loss) < ratio;
}

/**
 * Gilbert-Elliott (E. O. Elliott, Bell System Technical Journal 42, 1963): the packet meets the state,
 * then the state may change. The chain starts in its stationary distribution, so that short flows
 * see the same average as long ones, and advances with each packet of its flow.
 */
export function isLostInChain(parameters: ChainParameters, flow: LossChain, n: number): boolean {
  const { p, r, h, k } = parameters;
  if (flow.chain === 'unset') {
    const isBad = draw(flow.key, n, Purpose.chainStart) * (p + r) < p;
    flow.chain = isBad ? 'bad' : 'good';
  }
  const delivery = flow.chain === 'bad' ? h : k;
  const isLost = draw(flow.key, n, Purpose.loss) >= delivery;
  const step = draw(flow.key, n, Purpose.chainStep);
  if (flow.chain === 'bad') {
    if (step < r) flow.chain = 'good';
  } else if (step < p) {
    flow.chain = 'bad';
  }
  return isLost;
}
