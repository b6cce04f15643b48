/**
 * What the packets of one direction pass through, one after the other, each stage a device with queueing
 * disciplines of its own. One tree of them could not do it: a duplicating netem puts the copy in at the root,
 * where it would be lost again; netem delays before its child shapes; its limit holds what waits and what is
 * in flight alike (tc-netem(8), net/sched/sch_netem.c).
 */

import { defaultQueue, type Impairment } from '../lab/impairment.ts';

/** In the order in which packets meet them. */
export const stageKinds = [
  'loss',
  'corrupt',
  'duplicate',
  'byte-queue',
  'codel-queue',
  'line',
  'delay',
  'reorder',
] as const;

export type StageKind = (typeof stageKinds)[number];

/** The stages that an impairment needs, in their order. A direction once given a stage keeps it. */
export function stagesOf(impairment: Impairment): StageKind[] {
  return stageKinds.filter((kind) => needs(kind, impairment));
}

export function needs(kind: StageKind, impairment: Impairment): boolean {
  const { aqm, limit } = impairment.queue ?? defaultQueue;
  const hasRate = impairment.rateBitsPerSecond !== null;
  switch (kind) {
    case 'loss':
      return impairment.loss !== null;
    case 'corrupt':
      return impairment.corruptRatio > 0;
    case 'duplicate':
      return impairment.duplicateRatio > 0;
    case 'byte-queue':
      return hasRate && aqm === 'drop-tail' && limit.unit === 'bytes';
    case 'codel-queue':
      return hasRate && aqm === 'codel';
    case 'line':
      return hasRate;
    case 'delay':
      return impairment.delayMs > 0 || impairment.jitter !== null;
    case 'reorder':
      return impairment.reorder !== null;
    default:
      return kind satisfies never;
  }
}

/** Sorted into the order of the stages, each once. */
export function inStageOrder(kinds: Iterable<StageKind>): StageKind[] {
  const present = new Set(kinds);
  return stageKinds.filter((kind) => present.has(kind));
}
