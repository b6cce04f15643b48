/** The shapes of a case's topology and of a flow's state, as events carry them. */

import { z } from 'zod';
import { impairment } from './wire-schema.ts';

const text = z.string();
const number = z.number();
const nullableNumber = number.nullable();

export const topology = z.object({
  nodes: z.array(z.object({ name: text, forward: z.boolean() })),
  links: z.array(
    z.object({
      name: text,
      mtu: number,
      ends: z.array(z.object({ node: text, ipv4: text.nullable(), ipv6: text.nullable(), impairment })),
    }),
  ),
  flows: z.array(
    z.object({
      name: text,
      traffic: text,
      kind: z.enum(['tcp-bulk', 'tcp-rr', 'udp-stream', 'udp-rr']),
      from: text,
      to: text,
      port: number,
      planned: number,
    }),
  ),
  programs: z.array(z.object({ name: text, node: text, service: z.boolean() })),
  timeline: z.array(z.object({ atMs: number, text })),
  expectations: z.array(z.object({ metric: text, expected: text, points: number, because: text })),
});

export const flowState = z.object({
  phase: z.enum(['waiting', 'connecting', 'running', 'draining', 'ended']),
  sent: number,
  received: number,
  goodputBitsPerSecond: number,
  lost: nullableNumber,
  duplicates: nullableNumber,
  reordered: nullableNumber,
  retransmits: nullableNumber,
  rttSeconds: nullableNumber,
  cwndSegments: nullableNumber,
  oneWayDelaySeconds: nullableNumber,
});
