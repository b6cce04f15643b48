/** What a direction does to packets, in as few words as are unambiguous in front of a class. */

import type { Impairment, LossModel } from '../core/lab/impairment.ts';
import type { Glyphs } from './glyphs.ts';
import { textWidth } from './line.ts';
import { milliseconds, percentText, rateSettingText } from './quantity-text.ts';

/**
 * The share of packets that a model loses in the long run; for Gilbert-Elliott the losses of both
 * states weighted by their stationary probabilities r/(p+r) and p/(p+r).
 */
export function averageLoss(loss: LossModel | null): number {
  if (loss === null) return 0;
  if (loss.model !== 'gilbert-elliott') return loss.ratio;
  const turns = loss.p + loss.r;
  if (turns === 0) return 1 - loss.k;
  return ((1 - loss.k) * loss.r + (1 - loss.h) * loss.p) / turns;
}

/** Most telling first. */
export function impairmentParts(impairment: Impairment, glyphs: Glyphs): string[] {
  if (impairment.down) return ['DOWN'];
  const parts: string[] = [];
  const { delayMs, jitter, loss, reorder, queue } = impairment;
  if (delayMs > 0 || jitter !== null) {
    const spread = jitter === null ? '' : ` ${glyphs.plusMinus}${milliseconds(jitter.ms)}`;
    parts.push(`${milliseconds(delayMs)}${spread}`);
  }
  if (loss !== null) {
    const bursts = loss.model === 'independent' ? '' : ' in bursts';
    parts.push(`${percentText(averageLoss(loss))} loss${bursts}`);
  }
  if (impairment.rateBitsPerSecond !== null) parts.push(rateSettingText(impairment.rateBitsPerSecond));
  if (impairment.trace !== null) parts.push('rate trace');
  if (reorder !== null) parts.push(`${percentText(reorder.ratio)} reorder`);
  if (impairment.duplicateRatio > 0) parts.push(`${percentText(impairment.duplicateRatio)} dup`);
  if (impairment.corruptRatio > 0) parts.push(`${percentText(impairment.corruptRatio)} corrupt`);
  if (impairment.corruptPayloadRatio > 0) {
    parts.push(`${percentText(impairment.corruptPayloadRatio)} bad payload`);
  }
  if (queue !== null) {
    parts.push(
      queue.limit.unit === 'packets' ? `queue ${queue.limit.packets}` : `queue ${queue.limit.bytes} B`,
    );
  }
  return parts;
}

/** As many whole parts as fit, then how many more there are; never half a figure. */
export function impairmentText(impairment: Impairment, width: number, glyphs: Glyphs): string {
  const parts = impairmentParts(impairment, glyphs);
  if (parts.length === 0) return 'clean'.length <= width ? 'clean' : '';
  const between = ` ${glyphs.separator} `;
  for (let shown = parts.length; shown >= 0; shown--) {
    const rest = shown < parts.length ? [`+${parts.length - shown}`] : [];
    const text = [...parts.slice(0, shown), ...rest].join(between);
    if (textWidth(text) <= width) return text;
  }
  return '';
}
