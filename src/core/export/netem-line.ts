/** One netem qdisc that does about what an impairment says: for looking by hand, not for measuring. */

import { defaultQueue, type Impairment, type LossModel } from '../lab/impairment.ts';
import { burstParameters } from '../link/loss.ts';
import { flightLimitPackets } from '../netem/packet-limit.ts';
import { percentText, rateText, timeText } from '../netem/tc-number.ts';

export interface NetemLine {
  /** What follows `netem` in tc(8); empty where nothing is impaired. */
  readonly options: readonly string[];
  /** Parts of the impairment that one netem can't do, in few words. */
  readonly leftOut: readonly string[];
}

export function netemLine(impairment: Impairment): NetemLine {
  const { down, delayMs, jitter, loss, reorder, duplicateRatio, corruptRatio, rateBitsPerSecond } =
    impairment;
  const options: string[] = [];
  const leftOut: string[] = [];
  if (down) options.push('loss', 'random', '100%');
  else if (loss !== null) options.push(...lossOptions(loss));
  if (corruptRatio > 0) options.push('corrupt', percentText(corruptRatio));
  if (duplicateRatio > 0) options.push('duplicate', percentText(duplicateRatio));
  if (delayMs > 0 || jitter !== null) options.push('delay', timeText(delayMs));
  if (jitter !== null) {
    options.push(timeText(jitter.ms));
    if (jitter.distribution !== 'uniform') options.push('distribution', jitter.distribution);
  }
  if (rateBitsPerSecond !== null) options.push('rate', rateText(rateBitsPerSecond));
  if (reorder !== null) leftOut.push('reordering');
  if (impairment.corruptPayloadRatio > 0) leftOut.push('corrupt-payload');
  if (impairment.trace !== null) leftOut.push('the delivery trace');
  const { limit, aqm } = impairment.queue ?? defaultQueue;
  if (aqm === 'codel') leftOut.push('CoDel');
  if (limit.unit === 'bytes') leftOut.push('the queue in bytes');
  if (options.length === 0) return { options, leftOut };
  return { options: ['limit', String(limitPackets(impairment)), ...options], leftOut };
}

/** netem's limit counts what waits and what is in flight alike; what is in flight as packets of 1500 bytes. */
function limitPackets({ delayMs, jitter, rateBitsPerSecond, queue }: Impairment): number {
  const longestMs = delayMs + 4 * (jitter?.ms ?? 0);
  if (rateBitsPerSecond === null) return flightLimitPackets(longestMs, null);
  const { limit } = queue ?? defaultQueue;
  const waiting = limit.unit === 'packets' ? limit.packets : Math.ceil(limit.bytes / 1500);
  return waiting + Math.ceil((rateBitsPerSecond / 12_000) * (longestMs / 1000)) + 1;
}

/** tc-netem(8): `gemodel p r 1-h 1-k`. */
function lossOptions(loss: LossModel): string[] {
  if (loss.model === 'independent') return ['loss', 'random', percentText(loss.ratio)];
  const { p, r, h, k } = loss.model === 'burst' ? burstParameters(loss.ratio, loss.meanBurstPackets) : loss;
  return ['loss', 'gemodel', ...[p, r, 1 - h, 1 - k].map(percentText)];
}
