import * as z from 'zod/mini';
import type { PacketMatch } from '../../lab/fault.ts';
import { optional } from './key.ts';
import { flag, oneOrMore, port } from './values.ts';

const bytes = z.pipe(
  z.string().check(z.minLength(1), z.maxLength(1024)),
  z.transform((value, context): string => {
    if (!value.startsWith('hex:')) return hexOf(new TextEncoder().encode(value));
    const digits = value.slice(4).toLowerCase();
    if (/^([0-9a-f]{2})+$/.test(digits)) return digits;
    context.issues.push({
      code: 'custom',
      input: value,
      message: `${JSON.stringify(value)} is not an even number of hexadecimal digits`,
      params: { hint: 'such as "hex:c0ffee"' },
    });
    return z.NEVER;
  }),
);

const matchKeys = z.strictObject({
  tcp: optional(
    oneOrMore(z.enum(['syn', 'syn-ack', 'fin', 'rst', 'ack', 'data', 'any'])),
    'TCP segments: `syn` without ACK; `ack`: no payload, SYN, FIN or RST; `data`: with payload.',
  ),
  udp: optional(oneOrMore(z.enum(['any'])), 'UDP datagrams.'),
  icmp: optional(
    oneOrMore(z.enum(['echo', 'echo-reply', 'unreachable', 'too-big', 'any'])),
    'ICMP and ICMPv6 messages.',
  ),
  port: optional(oneOrMore(port), 'Source or destination port.'),
  ip: optional(oneOrMore(z.literal([4, 6])), 'IP version.'),
  fragment: optional(flag, 'Whether the packet is a fragment.'),
  contains: optional(oneOrMore(bytes), 'What the payload contains: a text, or bytes as `"hex:c0ffee"`.'),
});

export const packetMatchSchema = z.pipe(
  matchKeys,
  z.transform(
    ({ contains, ...keys }): PacketMatch => ({
      ...keys,
      ...(contains === undefined ? {} : { containsHex: contains }),
    }),
  ),
);

function hexOf(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('');
}
