import * as z from 'zod/mini';
import type { FaultAction, NthSelector } from '../../lab/fault.ts';
import { exactlyOneOf, optional, required, rule } from './key.ts';
import { packetMatchSchema } from './packet-match.ts';
import { duration, name, whole } from './values.ts';

const index = whole(1, 1_000_000_000);

const nthRange = z
  .strictObject({
    every: optional(index, 'Every so many-th.'),
    from: optional(index, 'The first.', { default: 1 }),
    to: optional(index, 'The last. All from the first on unless given.'),
  })
  .check(
    rule(({ every, from, to }) => {
      if (every === undefined && from === undefined && to === undefined) {
        return { message: 'one of every, from, to is needed here' };
      }
      if (every !== undefined && (from !== undefined || to !== undefined)) {
        return { message: 'every goes without from and to', path: ['every'] };
      }
      if (to !== undefined && to < (from ?? 1)) return { message: `to is before from`, path: ['to'] };
      return null;
    }),
  );

const nth = z.pipe(
  z.union([index, z.array(index).check(z.minLength(1), z.maxLength(10_000)), nthRange]),
  z.transform((value): NthSelector => {
    if (typeof value === 'number') return { of: 'list', indexes: [value] };
    if (Array.isArray(value)) return { of: 'list', indexes: [...new Set(value)].sort((a, b) => a - b) };
    if (value.every !== undefined) return { of: 'every', period: value.every };
    return { of: 'range', from: value.from ?? 1, to: value.to ?? null };
  }),
);

const actionKeys = z
  .strictObject({
    delay: optional(duration, 'Arrives so much later.'),
    swap: optional(whole(1, 10_000), 'So many packets of the flow go first; after 1 s it goes anyway.'),
  })
  .check(exactlyOneOf('delay', 'swap'));

const action = z.pipe(
  z.union([z.enum(['drop', 'duplicate', 'corrupt', 'corrupt-payload']), actionKeys]),
  z.transform((value): FaultAction => {
    if (typeof value === 'string') return { do: value };
    return value.delay === undefined
      ? { do: 'swap', packets: value.swap ?? 1 }
      : { do: 'delay', delayMs: value.delay };
  }),
);

export const faultSchema = z.strictObject({
  link: required(name, 'The link.'),
  from: optional(name, 'The sending node. Every direction unless given.'),
  match: optional(
    packetMatchSchema,
    'Which packets: keys combine as and, a list under a key as or. All unless given.',
  ),
  nth: optional(
    nth,
    'Which of the matching packets, from 1, per rule and flow: 1, [3, 7], {every: 2}, {from: 5, to: 9}. All unless given.',
  ),
  do: required(action, 'drop, duplicate, corrupt, corrupt-payload, {delay: 300ms} or {swap: 1}.'),
});
