import * as z from 'zod/mini';
import type { LossModel, Queue, QueueLimit } from '../../lab/impairment.ts';
import { defaultQueue } from '../../lab/impairment.ts';
import * as quantities from '../quantity.ts';
import { parseQuantity, quantityPattern } from '../quantity.ts';
import { exactlyOneOf, optional, required, rule } from './key.ts';
import { bitRate, duration, ratio, text } from './values.ts';

const burst = z
  .strictObject({
    ratio: required(ratio, 'Packets lost on average.'),
    mean: required(z.number().check(z.gte(1), z.lte(1e6)), 'Packets lost in a row on average, 1 or more.', {
      examples: [4],
    }),
  })
  .check(
    rule(({ ratio: lost, mean }) =>
      lost <= mean / (mean + 1)
        ? null
        : {
            message: `bursts of ${mean} packets on average lose ${Math.floor((100 * mean) / (mean + 1))}% at most`,
            path: ['ratio'],
            hint: 'a larger mean, or an independent loss',
          },
    ),
  );

const gilbertElliott = z.strictObject({
  p: required(ratio, 'Probability, per packet, of going from the good to the bad state.'),
  r: required(ratio, 'Probability, per packet, of going from the bad to the good state.'),
  h: optional(ratio, 'Delivery probability in the bad state.', { default: '0%' }),
  k: optional(ratio, 'Delivery probability in the good state.', { default: '100%' }),
});

const lossChain = z
  .strictObject({
    burst: optional(
      burst,
      'Losses in bursts: a Gilbert chain in the terms of its average and its run length.',
    ),
    'gilbert-elliott': optional(gilbertElliott, 'The two-state chain of Gilbert and Elliott.'),
  })
  .check(exactlyOneOf('burst', 'gilbert-elliott'))
  .register(z.globalRegistry, { title: 'loss model' });

const loss = z.pipe(
  z.union([ratio, lossChain]),
  z.transform((value): LossModel => {
    if (typeof value === 'number') return { model: 'independent', ratio: value };
    if (value.burst !== undefined) {
      return { model: 'burst', ratio: value.burst.ratio, meanBurstPackets: value.burst.mean };
    }
    const { p = 0, r = 0, h = 0, k = 1 } = value['gilbert-elliott'] ?? {};
    return { model: 'gilbert-elliott', p, r, h, k };
  }),
);

const queueLimit = z.pipe(
  z.unknown().register(z.globalRegistry, {
    title: 'queue length',
    type: 'string',
    pattern: [quantities.packetCount, quantities.size].map(quantityPattern).join('|'),
    errorMessage: 'Expected a queue length such as 20 packets, 30kB.',
    patternErrorMessage: 'This is not a queue length such as 20 packets, 30kB.',
    examples: ['20 packets', '30kB'],
  }),
  z.transform((value, context): QueueLimit => {
    const inPackets = typeof value !== 'string' || /packets?$/.test(value.trim());
    const parsed = parseQuantity(value, inPackets ? quantities.packetCount : quantities.size);
    if (parsed.ok && parsed.value > 0) {
      return inPackets ? { unit: 'packets', packets: parsed.value } : { unit: 'bytes', bytes: parsed.value };
    }
    const found = parsed.ok
      ? { message: 'a queue of nothing would drop every packet', hint: null }
      : typeof value === 'number'
        ? {
            message: `${value} has no unit: a queue is in packets or in bytes`,
            hint: `such as ${value} packets`,
          }
        : parsed.error;
    context.issues.push({
      code: 'custom',
      input: value,
      message: found.message,
      params: { hint: found.hint, quantity: true },
    });
    return z.NEVER;
  }),
);

const managedQueue = z
  .strictObject({
    limit: optional(queueLimit, 'What fits in, before more is dropped.', { default: '1000 packets' }),
    aqm: optional(z.enum(['codel', 'drop-tail']), 'Queue management.', { default: 'drop-tail' }),
  })
  .register(z.globalRegistry, { title: 'managed queue' });

const queue = z.pipe(
  z.union([queueLimit, managedQueue]),
  z.transform((value): Queue => {
    if ('unit' in value) return { limit: value, aqm: 'drop-tail' };
    return { limit: value.limit ?? defaultQueue.limit, aqm: value.aqm ?? 'drop-tail' };
  }),
);

const reorder = z.strictObject({
  ratio: required(ratio, 'Packets chosen.'),
  by: required(duration, 'How long after its turn a chosen packet arrives; later ones pass it.'),
});

export const impairmentSchema = z
  .strictObject({
    delay: optional(duration, 'One-way delay.', { default: '0ms' }),
    jitter: optional(
      duration,
      'Variation of the delay: half the range (uniform) or the standard deviation (the others). ' +
        'Never below zero, and never reordering.',
    ),
    distribution: optional(
      z.enum(['uniform', 'normal', 'pareto', 'paretonormal']),
      'How `jitter` is distributed.',
      { default: 'uniform' },
    ),
    loss: optional(
      loss,
      'Packets lost: a ratio (independent losses), `{burst: {ratio: 5%, mean: 4}}`, or ' +
        '`{gilbert-elliott: {p: 1%, r: 25%, h: 0%, k: 100%}}`.',
      { default: '0%' },
    ),
    reorder: optional(reorder, 'Packets that arrive later than their turn.'),
    duplicate: optional(ratio, 'Packets that arrive twice.', { default: '0%' }),
    corrupt: optional(ratio, 'Packets with one bit flipped: their checksum then fails.', { default: '0%' }),
    'corrupt-payload': optional(
      ratio,
      'Packets with one payload bit flipped and the checksum made good: programs see it.',
      { default: '0%' },
    ),
    rate: optional(bitRate, 'Bit rate, counted in IP bytes. Unlimited unless given.'),
    queue: optional(
      queue,
      'What waits to be sent at `rate` or by `trace`: `20 packets`, `30kB`, or `{limit: 100 packets, aqm: codel}`.',
      { default: '1000 packets' },
    ),
    trace: optional(
      text.check(z.minLength(1)),
      'A mahimahi packet-delivery trace, a file beside the lab; instead of `rate`.',
    ),
  })
  .check(
    rule(({ rate, trace }) =>
      rate === undefined || trace === undefined
        ? null
        : {
            message: 'rate and trace exclude each other',
            path: ['trace'],
            hint: '`rate: null` removes a rate from an earlier layer',
          },
    ),
    rule(({ rate }) =>
      rate === 0
        ? {
            message: 'a rate of 0 lets nothing through',
            path: ['rate'],
            hint: 'write `down: true` in the timeline',
          }
        : null,
    ),
  );
