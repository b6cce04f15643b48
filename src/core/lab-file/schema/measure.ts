import * as z from 'zod/mini';
import { metric } from './expectation.ts';
import { optional, required, rule } from './key.ts';
import { packetMatchSchema } from './packet-match.ts';
import { name, pattern } from './values.ts';

export const countables = [
  'offered',
  'delivered',
  'dropped',
  'repeated',
  'reordered',
  'gap-min',
  'goodput',
] as const;

export const outputUnits = [
  'us',
  'ms',
  's',
  'min',
  'B',
  'kB',
  'MB',
  'GB',
  'KiB',
  'MiB',
  'GiB',
  '%',
  'bit',
  'kbit',
  'Mbit',
  'Gbit',
] as const;

const packet = z.strictObject({
  from: optional(name, 'The sending node.'),
  match: required(packetMatchSchema, 'Which packets.'),
});

const formsByKey = {
  stdout: ['stdout', 'matches', 'unit'],
  stderr: ['stderr', 'matches', 'unit'],
  count: ['count', 'link', 'from', 'match'],
  fairness: ['fairness'],
  order: ['order', 'link'],
} as const;

export const measureSchema = z
  .strictObject({
    stdout: optional(name, "A number out of this program's standard output."),
    stderr: optional(name, "A number out of this program's standard error."),
    matches: optional(pattern, 'A regular expression whose first group is the number.'),
    unit: optional(z.enum(outputUnits), 'The unit that the program prints. None unless given.'),
    link: optional(name, 'Packets on this link.'),
    from: optional(name, 'Only those that this node sends.'),
    match: optional(packetMatchSchema, 'Which packets. All unless given.'),
    count: optional(z.enum(countables), 'What of these packets; `repeated`: payload seen before.'),
    fairness: optional(z.array(metric).check(z.minLength(2)), "Jain's index of these metrics."),
    order: optional(z.array(packet).check(z.minLength(2)), 'True when the packets passed in this order.'),
  })
  .check(
    rule((value) => {
      const forms = Object.keys(formsByKey).filter(
        (key) => value[key as keyof typeof value] !== undefined,
      ) as (keyof typeof formsByKey)[];
      const [form] = forms;
      if (form === undefined)
        return { message: 'one of stdout, stderr, count, fairness, order is needed here' };
      const allowed: readonly string[] = formsByKey[form];
      for (const [key, given] of Object.entries(value)) {
        if (given !== undefined && !allowed.includes(key)) {
          return { message: `${key} doesn't go with ${form}`, path: [key] };
        }
      }
      const needed = { stdout: 'matches', stderr: 'matches', count: 'link', fairness: null, order: 'link' }[
        form
      ];
      if (needed !== null && value[needed as keyof typeof value] === undefined) {
        return { message: `missing key: ${needed}`, path: [form] };
      }
      if (
        value.matches !== undefined &&
        !/\((?!\?[:=!<])|\(\?<(?![=!])/.test(value.matches.replaceAll(/\\./g, ''))
      ) {
        return {
          message: 'the expression has no group to take the number from',
          path: ['matches'],
          hint: 'such as "avg=([0-9.]+)"',
        };
      }
      return null;
    }),
  );
