/** Which random fates await the packets of a direction, or those of a flow on its way. */

import type { Impairment, LossModel } from '../lab/impairment.ts';
import type { Hop } from '../plan/flow-path.ts';

/** Probabilities per packet that is offered; dispersion as in `RandomCount`. */
export interface RandomFate {
  readonly lost: number;
  readonly duplicated: number;
  readonly corruptPayload: number;
  readonly corruptChecksum: number;
  readonly dispersion: number;
}

/** Of one direction. */
export function fateOf(impairment: Impairment): RandomFate {
  const { loss, duplicateRatio, corruptRatio, corruptPayloadRatio } = impairment;
  const { ratio, dispersion } = loss === null ? { ratio: 0, dispersion: 1 } : lossOf(loss);
  return {
    lost: ratio,
    duplicated: (1 - ratio) * duplicateRatio,
    corruptChecksum: (1 - ratio) * corruptRatio,
    corruptPayload: (1 - ratio) * corruptPayloadRatio,
    dispersion,
  };
}

/** Of datagrams on their way: one that fails its checksum is lost to the program. */
export function fateAlong(path: readonly Hop[]): RandomFate {
  let survives = 1;
  let copies = 1;
  let intact = 1;
  let dispersion = 1;
  for (const { sender } of path) {
    const fate = fateOf(sender.impairment);
    survives *= 1 - fate.lost - fate.corruptChecksum;
    copies *= 1 + sender.impairment.duplicateRatio;
    intact *= 1 - sender.impairment.corruptPayloadRatio;
    dispersion = Math.max(dispersion, fate.dispersion);
  }
  return {
    lost: 1 - survives,
    duplicated: survives * (copies - 1),
    corruptPayload: survives * (1 - intact),
    corruptChecksum: 0,
    dispersion,
  };
}

/**
 * Of a two-state chain that goes bad with p and good with r, losing with eB and eG: the states' covariance
 * falls with (1 - p - r) per packet, so that the count's variance is n (q (1 - q) + 2 πB πG (eB - eG)² λ / (1 - λ)).
 */
function lossOf(loss: LossModel): { readonly ratio: number; readonly dispersion: number } {
  if (loss.model === 'independent') return { ratio: loss.ratio, dispersion: 1 };
  if (loss.model === 'burst') {
    const r = 1 / loss.meanBurstPackets;
    return ofChain((loss.ratio * r) / (1 - loss.ratio), r, 1, 0);
  }
  return ofChain(loss.p, loss.r, 1 - loss.h, 1 - loss.k);
}

function ofChain(p: number, r: number, lostWhenBad: number, lostWhenGood: number) {
  const bad = p + r === 0 ? 0 : p / (p + r);
  const ratio = bad * lostWhenBad + (1 - bad) * lostWhenGood;
  const independent = ratio * (1 - ratio);
  const stays = 1 - p - r;
  if (independent === 0 || stays >= 1) return { ratio, dispersion: 1 };
  const together = 2 * bad * (1 - bad) * (lostWhenBad - lostWhenGood) ** 2 * (stays / (1 - stays));
  return { ratio, dispersion: Math.max(1, 1 + together / independent) };
}
