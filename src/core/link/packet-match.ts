/** Does a packet match a fault's pattern? Patterns are made ready once, not per packet. */

import type { IcmpKind, PacketMatch, TcpKind } from '../lab/fault.ts';
import { Layer, type Packet, Protocol, TcpFlag } from '../packet/packet.ts';

export type PacketPredicate = (frame: Uint8Array, packet: Packet) => boolean;

/** Keys combine as and, a list under a key as or. */
export function packetPredicate(match: PacketMatch): PacketPredicate {
  const tests: PacketPredicate[] = [];
  const { tcp, udp, icmp, port, ip, fragment, containsHex } = match;
  if (tcp) tests.push((_, packet) => tcp.some((kind) => isTcp(packet, kind)));
  if (udp) tests.push((_, packet) => packet.protocol === Protocol.udp);
  if (icmp) tests.push((_, packet) => icmp.some((kind) => isIcmp(packet, kind)));
  if (port) {
    tests.push(
      (_, packet) =>
        packet.isFlowKnown &&
        (packet.protocol === Protocol.tcp || packet.protocol === Protocol.udp) &&
        (port.includes(packet.sourcePort) || port.includes(packet.destinationPort)),
    );
  }
  if (ip) {
    tests.push((_, { layer }) => layer !== Layer.other && ip.includes(layer === Layer.ipv6 ? 6 : 4));
  }
  if (fragment !== undefined) tests.push((_, packet) => packet.isFragment === fragment);
  if (containsHex) {
    const needles = containsHex.map(bytesOfHex);
    tests.push((frame, packet) => needles.some((needle) => payloadContains(frame, packet, needle)));
  }
  return (frame, packet) => tests.every((test) => test(frame, packet));
}

function isTcp(packet: Packet, kind: TcpKind): boolean {
  if (packet.protocol !== Protocol.tcp) return false;
  if (kind === 'any') return true;
  if (!packet.hasTransportHeader) return false;
  const flags = packet.tcpFlags;
  const has = (flag: number) => (flags & flag) !== 0;
  switch (kind) {
    case 'syn':
      return has(TcpFlag.syn) && !has(TcpFlag.ack);
    case 'syn-ack':
      return has(TcpFlag.syn) && has(TcpFlag.ack);
    case 'fin':
      return has(TcpFlag.fin);
    case 'rst':
      return has(TcpFlag.rst);
    case 'ack': {
      const isBare = (flags & (TcpFlag.syn | TcpFlag.fin | TcpFlag.rst)) === 0;
      return has(TcpFlag.ack) && isBare && packet.payloadLength === 0;
    }
    case 'data':
      return packet.payloadLength > 0;
    default:
      return kind satisfies never;
  }
}

function isIcmp(packet: Packet, kind: IcmpKind): boolean {
  const isVersion6 = packet.protocol === Protocol.icmpv6;
  if (!isVersion6 && packet.protocol !== Protocol.icmp) return false;
  if (kind === 'any') return true;
  if (!packet.isFlowKnown) return false;
  const { icmpType, icmpCode } = packet;
  switch (kind) {
    case 'echo':
      return icmpType === (isVersion6 ? 128 : 8);
    case 'echo-reply':
      return icmpType === (isVersion6 ? 129 : 0);
    case 'unreachable':
      return icmpType === (isVersion6 ? 1 : 3);
    case 'too-big':
      return isVersion6 ? icmpType === 2 : icmpType === 3 && icmpCode === 4;
    default:
      return kind satisfies never;
  }
}

function bytesOfHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function payloadContains(frame: Uint8Array, packet: Packet, needle: Uint8Array): boolean {
  const last = packet.payloadOffset + packet.payloadLength - needle.length;
  if (needle.length === 0 || packet.payloadOffset === 0) return false;
  const first = needle[0] ?? 0;
  for (
    let at = frame.indexOf(first, packet.payloadOffset);
    at >= 0 && at <= last;
    at = frame.indexOf(first, at + 1)
  ) {
    let matched = 1;
    while (matched < needle.length && frame[at + matched] === needle[matched]) matched++;
    if (matched === needle.length) return true;
  }
  return false;
}
