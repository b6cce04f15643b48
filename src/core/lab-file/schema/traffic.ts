import * as z from 'zod/mini';
import { optional, required, rule } from './key.ts';
import { duration, name, packetRate, size, whole } from './values.ts';

const common = {
  from: required(name, 'The node that sends.'),
  to: required(name, 'The node that receives, or serves.'),
  at: optional(duration, "When it starts, from the case's start.", { default: '0s' }),
  flows: optional(whole(1, 256), 'So many of them in parallel, as NAME.1, NAME.2, ...', { default: 1 }),
  ip: optional(z.literal([4, 6]), 'IP version.', { default: 4 }),
};

const tcp = {
  rcvbuf: optional(size, "SO_RCVBUF of the receiver. The kernel's choice unless given."),
  sndbuf: optional(size, "SO_SNDBUF of the sender. The kernel's choice unless given."),
  congestion: optional(
    z.string().check(z.regex(/^[a-z][a-z0-9_]{0,15}$/, 'this is not the name of a congestion control')),
    "Congestion control. The node's default unless given.",
    { examples: ['cubic'] },
  ),
};

function positive(key: string) {
  return rule((value: Readonly<Record<string, unknown>>) =>
    value[key] === 0 ? { message: `${key} is 0: nothing would be sent`, path: [key] } : null,
  );
}

export const trafficSchema = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: required(z.literal('tcp-bulk'), 'One connection that carries `size` bytes one way.'),
      ...common,
      size: required(size, 'Bytes to carry.', { examples: ['4MB'] }),
      ...tcp,
    })
    .check(positive('size'))
    .register(z.globalRegistry, { title: 'tcp-bulk' }),
  z
    .strictObject({
      kind: required(z.literal('tcp-rr'), 'One connection; a request and its response, one after the other.'),
      ...common,
      size: optional(size, 'Bytes of a request, and of its response.', { default: '100B' }),
      count: required(whole(1, 1_000_000), 'Requests.'),
      ...tcp,
    })
    .check(positive('size'))
    .register(z.globalRegistry, { title: 'tcp-rr' }),
  z
    .strictObject({
      kind: required(z.literal('udp-stream'), 'Datagrams at a constant rate, one way.'),
      ...common,
      packets: required(packetRate, 'Datagrams per second.', { examples: ['100/s'] }),
      payload: optional(size, 'UDP payload of a datagram, 32 bytes or more.', { default: '160B' }),
      for: required(duration, 'For how long.', { examples: ['10s'] }),
    })
    .check(positive('packets'), positive('for'))
    .register(z.globalRegistry, { title: 'udp-stream' }),
  z
    .strictObject({
      kind: required(z.literal('udp-rr'), 'A datagram and its answer, one after the other.'),
      ...common,
      payload: optional(size, 'UDP payload of a datagram, 32 bytes or more.', { default: '64B' }),
      count: required(whole(1, 1_000_000), 'Requests.'),
      timeout: optional(duration, 'How long to wait for an answer.', { default: '1s' }),
    })
    .check(positive('timeout'))
    .register(z.globalRegistry, { title: 'udp-rr' }),
]);

export type TrafficText = z.output<typeof trafficSchema>;
