import type { LinkSpec, NodeSpec, TrafficSpec } from '../lab/lab.ts';
import type { CaseContext } from './case-context.ts';
import { refersTo } from './case-context.ts';
import { Reachability } from './reachability.ts';
import { warnIfAfterEnd } from './resolve-nodes.ts';
import type { TrafficText } from './schema/traffic.ts';
import { spanAt } from './source-tree.ts';
import type { Entity } from './validator.ts';

/** Sequence number, timestamps and digest that every datagram carries. */
const smallestPayloadBytes = 32;
/** A UDP length of 65535 without the UDP header, and over IPv4 without the IP header (RFC 768, RFC 791). */
const largestPayloadBytes = { 4: 65_507, 6: 65_527 } as const;

export function resolveTraffic(
  context: CaseContext,
  nodes: readonly NodeSpec[],
  links: readonly LinkSpec[],
): TrafficSpec[] {
  // What a broken part of the topology makes unreachable isn't the traffic's fault.
  const whole =
    [...context.nodes.values(), ...context.links.values()].every(({ value }) => value !== null) &&
    links.every((link) => link.ends.every((end) => context.nodes.has(end.node)));
  const reach = whole ? { 4: new Reachability(nodes, links, 4), 6: new Reachability(nodes, links, 6) } : null;
  if (reach !== null) checkLocalhost(context, nodes, reach[4]);
  const resolved: TrafficSpec[] = [];
  for (const entity of context.traffic.values()) {
    const { name, node, value } = entity;
    const known = [
      refersTo(context, 'node', context.nodes, entity, ['from']),
      refersTo(context, 'node', context.nodes, entity, ['to']),
    ].every(Boolean);
    if (value === null) continue;
    const ip = value.ip ?? 4;
    if (known && value.from === value.to) {
      context.problems.error(
        'bad-value',
        spanAt(node, ['to']),
        `to: ${value.to} would send to itself, across no link`,
      );
    } else if (known && reach !== null && !reach[ip].isReachable(value.from, value.to)) {
      reportUnreachable(context, entity, value, reach[ip === 4 ? 6 : 4]);
    }
    checkPayload(context, entity, value);
    warnIfAfterEnd(context, value.at ?? 0, () => spanAt(node, ['at']), name);
    resolved.push(trafficSpec(name, value));
  }
  return resolved;
}

function reportUnreachable(
  context: CaseContext,
  { node }: Entity<unknown>,
  { from, to, ip = 4 }: TrafficText,
  otherVersion: Reachability,
): void {
  const anyway = otherVersion.isReachable(from, to);
  context.problems.error(
    'unreachable',
    spanAt(node, ['to']),
    `to: ${to} can't be reached from ${from}${anyway ? ` by IPv${ip}` : ''}`,
    {
      hint: anyway
        ? 'IPv6 needs an MTU of 1280 at least on every link of the way'
        : 'they need a link in common, or nodes between them that say `forward: true`',
    },
  );
}

function checkLocalhost(context: CaseContext, nodes: readonly NodeSpec[], reach: Reachability): void {
  for (const { name, localhost } of nodes) {
    const entity = context.nodes.get(name);
    if (localhost === null || entity === undefined || localhost === name || !context.nodes.has(localhost))
      continue;
    if (reach.isReachable(name, localhost)) continue;
    const message = `localhost: ${localhost} can't be reached from ${name}`;
    context.problems.error('unreachable', spanAt(entity.node, ['localhost']), message);
  }
}

function checkPayload(context: CaseContext, { node }: Entity<unknown>, value: TrafficText): void {
  if (value.kind !== 'udp-stream' && value.kind !== 'udp-rr') return;
  const { payload, ip = 4 } = value;
  if (payload === undefined) return;
  const largest = largestPayloadBytes[ip];
  if (payload < smallestPayloadBytes) {
    const message = `payload: ${payload} B is too small: every datagram carries ${smallestPayloadBytes} B of Wirelab's own`;
    context.problems.error('bad-value', spanAt(node, ['payload']), message);
  } else if (payload > largest) {
    const message = `payload: ${payload} B is too much: a datagram over IPv${ip} has at most ${largest} B`;
    context.problems.error('bad-value', spanAt(node, ['payload']), message);
  }
}

function trafficSpec(name: string, value: TrafficText): TrafficSpec {
  const common = {
    name,
    from: value.from,
    to: value.to,
    startAtMs: value.at ?? 0,
    ip: value.ip ?? 4,
    flows: value.flows ?? 1,
  };
  switch (value.kind) {
    case 'tcp-bulk':
      return { ...common, ...tcpOptions(value), kind: value.kind, sizeBytes: value.size };
    case 'tcp-rr':
      return {
        ...common,
        ...tcpOptions(value),
        kind: value.kind,
        sizeBytes: value.size ?? 100,
        count: value.count,
      };
    case 'udp-stream':
      return {
        ...common,
        kind: value.kind,
        packetsPerSecond: value.packets,
        payloadBytes: value.payload ?? 160,
        durationMs: value.for,
      };
    case 'udp-rr':
      return {
        ...common,
        kind: value.kind,
        payloadBytes: value.payload ?? 64,
        count: value.count,
        timeoutMs: value.timeout ?? 1000,
      };
    default:
      return value satisfies never;
  }
}

function tcpOptions(value: TrafficText & { kind: 'tcp-bulk' | 'tcp-rr' }) {
  return {
    receiveBufferBytes: value.rcvbuf ?? null,
    sendBufferBytes: value.sndbuf ?? null,
    congestion: value.congestion ?? null,
  };
}
