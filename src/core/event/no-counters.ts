import type { DirectionCounters } from './event.ts';

/** Of a direction that nothing has passed yet. */
export const noCounters: DirectionCounters = {
  offered: 0,
  delivered: 0,
  lost: 0,
  queueDrops: 0,
  duplicated: 0,
  reordered: 0,
  corrupted: 0,
  queuePackets: 0,
  queueMaxPackets: 0,
  offeredBytes: 0,
  deliveredBytes: 0,
};
