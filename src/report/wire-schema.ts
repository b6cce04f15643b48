/** The shapes of impairments and of the wire's counters, as events carry them. */

import { z } from 'zod';

const number = z.number();

const lossModel = z.discriminatedUnion('model', [
  z.object({ model: z.literal('independent'), ratio: number }),
  z.object({ model: z.literal('burst'), ratio: number, meanBurstPackets: number }),
  z.object({ model: z.literal('gilbert-elliott'), p: number, r: number, h: number, k: number }),
]);

const queueLimit = z.discriminatedUnion('unit', [
  z.object({ unit: z.literal('packets'), packets: number }),
  z.object({ unit: z.literal('bytes'), bytes: number }),
]);

export const impairment = z.object({
  down: z.boolean(),
  delayMs: number,
  jitter: z
    .object({ ms: number, distribution: z.enum(['uniform', 'normal', 'pareto', 'paretonormal']) })
    .nullable(),
  loss: lossModel.nullable(),
  reorder: z.object({ ratio: number, byMs: number }).nullable(),
  duplicateRatio: number,
  corruptRatio: number,
  corruptPayloadRatio: number,
  rateBitsPerSecond: number.nullable(),
  queue: z.object({ limit: queueLimit, aqm: z.enum(['drop-tail', 'codel']) }).nullable(),
  trace: z.object({ file: z.string(), opportunitiesMs: z.array(number) }).nullable(),
});

export const directionCounters = z.object({
  offered: number,
  delivered: number,
  lost: number,
  queueDrops: number,
  duplicated: number,
  reordered: number,
  corrupted: number,
  queuePackets: number,
  queueMaxPackets: number,
  offeredBytes: number,
  deliveredBytes: number,
});
