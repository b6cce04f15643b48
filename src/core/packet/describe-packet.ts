/** A packet in a few words, for people: `TCP SYN 10.0.0.2:41000 > 10.0.0.3:80 seq 1`. */

import { addressText } from './address-text.ts';
import { Layer, type Packet, Protocol, TcpFlag } from './packet.ts';

export function describePacket(frame: Uint8Array, packet: Packet): string {
  if (packet.addressLength === 0) return `Ethernet 0x${packet.etherType.toString(16).padStart(4, '0')}`;
  const isIpv6 = packet.layer === Layer.ipv6;
  const hasPorts =
    packet.sourcePort > 0 && (packet.protocol === Protocol.tcp || packet.protocol === Protocol.udp);
  const endpoint = (offset: number, port: number) => {
    const text = addressText(frame, offset, packet.addressLength);
    if (!hasPorts) return text;
    return isIpv6 ? `[${text}]:${port}` : `${text}:${port}`;
  };
  const source = endpoint(packet.sourceOffset, packet.sourcePort);
  const destination = endpoint(packet.destinationOffset, packet.destinationPort);
  const fragment = packet.isFragment ? ` fragment at ${packet.fragmentOffset}` : '';
  return `${kindText(packet)}${fragment} ${source} > ${destination}${detailText(packet)}`;
}

function kindText(packet: Packet): string {
  switch (packet.protocol) {
    case Protocol.tcp:
      return `TCP ${tcpFlagText(packet.tcpFlags)}`.trimEnd();
    case Protocol.udp:
      return 'UDP';
    case Protocol.icmp:
      return `ICMP type ${packet.icmpType} code ${packet.icmpCode}`;
    case Protocol.icmpv6:
      return `ICMPv6 type ${packet.icmpType} code ${packet.icmpCode}`;
    default:
      return `IP protocol ${packet.protocol}`;
  }
}

export function tcpFlagText(flags: number): string {
  const names: string[] = [];
  if (flags & TcpFlag.syn) names.push('SYN');
  if (flags & TcpFlag.fin) names.push('FIN');
  if (flags & TcpFlag.rst) names.push('RST');
  if (flags & TcpFlag.psh) names.push('PSH');
  if (flags & TcpFlag.ack) names.push('ACK');
  return names.join(' ');
}

function detailText(packet: Packet): string {
  const payload = packet.payloadLength > 0 ? `, ${packet.payloadLength} bytes` : '';
  return packet.protocol === Protocol.tcp && packet.hasTransportHeader
    ? ` seq ${packet.tcpSequence}${payload}`
    : payload;
}
