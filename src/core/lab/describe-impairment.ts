/** An impairment in few words, for people: `delay 40 ms, loss 5 %`. */

import type { Impairment, LossModel, Queue } from './impairment.ts';

/** Every part that does something, in the order in which the parts take effect; empty when none does. */
export function impairmentParts(impairment: Impairment): string[] {
  const parts: string[] = [];
  if (impairment.down) parts.push('down');
  if (impairment.loss !== null) parts.push(`loss ${describeLoss(impairment.loss)}`);
  if (impairment.corruptRatio > 0) parts.push(`corrupt ${percent(impairment.corruptRatio)}`);
  if (impairment.corruptPayloadRatio > 0) {
    parts.push(`corrupt-payload ${percent(impairment.corruptPayloadRatio)}`);
  }
  if (impairment.duplicateRatio > 0) parts.push(`duplicate ${percent(impairment.duplicateRatio)}`);
  if (impairment.rateBitsPerSecond !== null) parts.push(`rate ${bitRate(impairment.rateBitsPerSecond)}`);
  if (impairment.trace !== null) parts.push('rate by trace');
  if (impairment.queue !== null) parts.push(`queue ${describeQueue(impairment.queue)}`);
  if (impairment.delayMs > 0) parts.push(`delay ${milliseconds(impairment.delayMs)}`);
  if (impairment.jitter !== null) {
    const { ms, distribution } = impairment.jitter;
    parts.push(`jitter ${milliseconds(ms)}${distribution === 'uniform' ? '' : ` ${distribution}`}`);
  }
  if (impairment.reorder !== null) {
    parts.push(`reorder ${percent(impairment.reorder.ratio)} by ${milliseconds(impairment.reorder.byMs)}`);
  }
  return parts;
}

export function describeImpairment(impairment: Impairment): string {
  const parts = impairmentParts(impairment);
  return parts.length === 0 ? 'unimpaired' : parts.join(', ');
}

/** What differs, in the words of the later one: `loss 30 %`, `up`, `no jitter`. */
export function describeImpairmentChange(before: Impairment, after: Impairment): string {
  const earlier = new Set(impairmentParts(before));
  const later = impairmentParts(after);
  const changes = later.filter((part) => !earlier.has(part));
  const named = new Set(later.map(partName));
  for (const part of earlier) {
    const name = partName(part);
    if (!named.has(name)) changes.push(name === 'down' ? 'up' : `no ${name}`);
  }
  return changes.length === 0 ? 'unchanged' : changes.join(', ');
}

function partName(part: string): string {
  return part.split(' ', 1)[0] ?? part;
}

function describeLoss(loss: LossModel): string {
  switch (loss.model) {
    case 'independent':
      return percent(loss.ratio);
    case 'burst':
      return `${percent(loss.ratio)} in bursts of ${loss.meanBurstPackets}`;
    case 'gilbert-elliott':
      return `Gilbert-Elliott p ${percent(loss.p)} r ${percent(loss.r)} h ${percent(loss.h)} k ${percent(loss.k)}`;
  }
}

function describeQueue(queue: Queue): string {
  const limit =
    queue.limit.unit === 'packets'
      ? `${queue.limit.packets} packets`
      : `${trimmed(queue.limit.bytes / 1000)} kB`;
  return queue.aqm === 'codel' ? `${limit} CoDel` : limit;
}

function percent(ratio: number): string {
  return `${trimmed(ratio * 100)} %`;
}

function milliseconds(ms: number): string {
  return ms >= 1000 ? `${trimmed(ms / 1000)} s` : `${trimmed(ms)} ms`;
}

function bitRate(bitsPerSecond: number): string {
  if (bitsPerSecond >= 1e9) return `${trimmed(bitsPerSecond / 1e9)} Gbit/s`;
  if (bitsPerSecond >= 1e6) return `${trimmed(bitsPerSecond / 1e6)} Mbit/s`;
  if (bitsPerSecond >= 1e3) return `${trimmed(bitsPerSecond / 1e3)} kbit/s`;
  return `${trimmed(bitsPerSecond)} bit/s`;
}

/** At most four significant digits: enough for people, and no 0.30000000000000004. */
function trimmed(value: number): string {
  return String(Number(value.toPrecision(4)));
}
