import * as z from 'zod/mini';
import { impairmentSchema } from './impairment.ts';
import { optional, required } from './key.ts';
import { name, oneOrMore, text, whole } from './values.ts';

const body = {
  ends: required(
    z.array(name).check(z.minLength(2)),
    'The nodes it joins: two are point to point, more share one segment.',
    { examples: [['client', 'server']] },
  ),
  subnet: optional(text, 'IPv4 subnet. One of 10.0.<i>.0/24 unless given.', { examples: ['10.0.0.0/24'] }),
  subnet6: optional(text, 'IPv6 subnet. One of fd00:<i>::/64 unless given.', { examples: ['fd00:1::/64'] }),
  addresses: optional(
    z.record(name, oneOrMore(text)),
    'Addresses by node; the others have .2, .3, ... in the order of `ends`.',
    { examples: [{ client: '10.0.0.9' }] },
  ),
  mtu: optional(whole(576, 9000), 'Largest IP packet, in bytes. IPv6 needs 1280.', { default: 1500 }),
};

/** A link but for its impairments, which are merged in layers of their own and checked then. */
export const linkBodySchema = z.strictObject({
  ...body,
  impair: z.optional(z.unknown()),
  from: z.optional(z.unknown()),
});

export const linkSchema = z.strictObject({
  ...body,
  impair: optional(impairmentSchema, 'Impairments in each direction.'),
  from: optional(
    z.record(name, impairmentSchema),
    'Impairments of what one node sends into the link, key by key over `impair`.',
  ),
});
