/** Of a case's recorded packets those that belong beside the system calls of its traced nodes. */

import type { FlowDescription, TracedPacket, TraceEnded } from '../event/event.ts';
import type { LinkSpec, ResolvedCase } from '../lab/lab.ts';
import { packetComment } from '../link/packet-comment.ts';
import type { PacketRecord, RecordedFlow, RecordHeader } from '../link/packet-record.ts';
import { tcpFlagText } from '../packet/describe-packet.ts';
import { Protocol, TcpFlag } from '../packet/packet.ts';

/** Of each conversation, in each direction: those that open or end it, and the others. */
const mostOpenings = 20;
const mostOthers = 12;
const mostListed = 600;

type Found = Pick<TraceEnded, 'packets' | 'furtherPackets'>;

export function tracedNodes({ nodes }: Pick<ResolvedCase, 'nodes'>): string[] {
  return nodes.filter(({ trace }) => trace).map(({ name }) => name);
}

/**
 * Each where it leaves a traced node and where it reaches one. What routers pass on is none of theirs,
 * and Wirelab's own flows are nobody's program's.
 */
export function tracedPackets(
  { nodes, links }: Pick<ResolvedCase, 'nodes' | 'links'>,
  ownFlows: readonly FlowDescription[],
  header: RecordHeader,
  records: Iterable<PacketRecord>,
): Found {
  const traced = new Set(tracedNodes({ nodes }));
  const flows = header.flows.map((flow): Followed | null =>
    isOwn(flow, ownFlows) || !(traced.has(flow.from) || traced.has(flow.to))
      ? null
      : { flow, openings: 0, others: 0 },
  );
  const packets: TracedPacket[] = [];
  let left = header.omitted;
  for (const record of records) {
    const followed = flows[record.flow];
    if (followed == null) continue;
    const sights = sightsOf(record, followed.flow, header, links, traced);
    if (sights.length === 0) continue;
    if (packets.length < mostListed && hasPlace(followed, record)) packets.push(...sights);
    else left += 1;
  }
  return { packets: packets.toSorted((a, b) => a.atMs - b.atMs), furtherPackets: left };
}

interface Followed {
  readonly flow: RecordedFlow;
  openings: number;
  others: number;
}

function isOwn({ protocol, port }: RecordedFlow, flows: readonly FlowDescription[]): boolean {
  return flows.some((flow) => flow.port === port && flow.kind.startsWith(protocol));
}

function hasPlace(followed: Followed, { protocol, flagsOrType }: PacketRecord): boolean {
  const opensOrEnds =
    protocol === Protocol.tcp && (flagsOrType & (TcpFlag.syn | TcpFlag.fin | TcpFlag.rst)) !== 0;
  if (opensOrEnds) return followed.openings++ < mostOpenings;
  return followed.others++ < mostOthers;
}

function sightsOf(
  record: PacketRecord,
  flow: RecordedFlow,
  { directions }: RecordHeader,
  links: readonly LinkSpec[],
  traced: ReadonlySet<string>,
): TracedPacket[] {
  const direction = directions[record.direction];
  if (direction === undefined) return [];
  const { from, to } = flow;
  const sight = (seen: 'sent' | 'received', atNs: number): TracedPacket => {
    const comment = packetComment(record, seen === 'sent' ? 'offered' : 'delivered');
    const text = `${contents(record, flow)}${comment === null ? '' : `: ${comment}`}`;
    return { atMs: atNs / 1e6, seen, from, to, text };
  };
  const ends = links.find(({ name }) => name === direction.link)?.ends ?? [];
  const isFirst = direction.from === from && traced.has(from);
  const isLast = direction.from !== to && ends.some(({ node }) => node === to) && traced.has(to);
  return [
    ...(isFirst ? [sight('sent', record.arrivedNs)] : []),
    ...(isLast && record.leftNs !== null ? [sight('received', record.leftNs)] : []),
  ];
}

function contents({ protocol, flagsOrType, payloadBytes }: PacketRecord, flow: RecordedFlow): string {
  const payload = payloadBytes > 0 ? `, ${payloadBytes} bytes` : '';
  const port = flow.port > 0 ? `, port ${flow.port}` : '';
  const which = flow.ordinal > 1 ? `, conversation ${flow.ordinal}` : '';
  return `${kindText(protocol, flagsOrType) ?? flow.protocol.toUpperCase()}${payload}${port}${which}`;
}

function kindText(protocol: number, flagsOrType: number): string | null {
  switch (protocol) {
    case Protocol.tcp:
      return `TCP ${tcpFlagText(flagsOrType)}`.trimEnd();
    case Protocol.udp:
      return 'UDP';
    case Protocol.icmp:
      return `ICMP type ${flagsOrType}`;
    case Protocol.icmpv6:
      return `ICMPv6 type ${flagsOrType}`;
    default:
      return null;
  }
}
