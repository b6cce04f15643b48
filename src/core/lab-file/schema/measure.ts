import * as z from 'zod/mini';
import type { Countable } from '../../lab/lab.ts';
import { metric } from './expectation.ts';
import { optional, required, rule } from './key.ts';
import { packetMatchSchema } from './packet-match.ts';
import { name, pattern } from './values.ts';

/** What of some packets a measure tells. */
export const countables = {
  offered: 'Packets given to the link, retransmissions and those that it loses included.',
  delivered: 'Packets that came out, copies that the link made included.',
  dropped: 'Packets and copies that the link lost: by loss, fault, `down` or a full queue.',
  repeated:
    'Packets offered with payload that was offered before: with TCP the same sequence numbers (SYN and FIN have some, too), else the same bytes from the same node to the same node and port.',
  reordered: 'Packets that first came out after one that was offered later (RFC 4737).',
  'gap-min':
    'The least time from one packet to the next in one direction, as the emulator took them: on a busy machine some milliseconds off.',
  goodput:
    'Payload that came out undamaged, each byte once, over the time from the first packet offered to the last one delivered.',
} as const satisfies Readonly<Record<Countable, string>>;

const countableNames = Object.keys(countables) as Countable[];

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
    matches: optional(
      pattern,
      'A regular expression, multiline, whose first group is the number. The first match in the whole output counts.',
    ),
    unit: optional(z.enum(outputUnits), 'The unit that the program prints. None unless given.'),
    link: optional(name, 'Packets on this link.'),
    from: optional(name, 'Only those that this node sends.'),
    match: optional(packetMatchSchema, 'Which packets. All unless given.'),
    count: optional(z.enum(countableNames), 'What of these packets: see below.'),
    fairness: optional(
      z.array(metric).check(z.minLength(2)),
      "Jain's index of these metrics, 1 / n to 1; other measures may be among them.",
    ),
    order: optional(
      z.array(packet).check(z.minLength(2)),
      'True when such packets were sent into the link in this order, others between them or not, lost or not.',
    ),
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
