/** TCP (RFC 9293), UDP (RFC 768), ICMP (RFC 792) and ICMPv6 (RFC 4443) headers. */

import { readUint16, readUint32 } from './byte-order.ts';
import { Layer, type Packet, Protocol } from './packet.ts';

/** @param end one past the last byte of the IP packet that is in the frame */
export function parseTransport(frame: Uint8Array, offset: number, end: number, packet: Packet): void {
  if (offset > end) return;
  packet.transportOffset = offset;
  packet.transportLength = end - offset;
  packet.payloadOffset = offset;
  packet.payloadLength = end - offset;
  if (packet.fragmentOffset > 0) return;
  const { protocol } = packet;
  if (protocol === Protocol.tcp) parseTcp(frame, offset, end, packet);
  else if (protocol === Protocol.udp) parseUdp(frame, offset, end, packet);
  else if (protocol === (packet.layer === Layer.ipv4 ? Protocol.icmp : Protocol.icmpv6)) {
    parseIcmp(frame, offset, end, packet);
  }
}

function parseTcp(frame: Uint8Array, offset: number, end: number, packet: Packet): void {
  if (end - offset < 20) return;
  const headerLength = ((frame[offset + 12] ?? 0) >> 4) * 4;
  if (headerLength < 20 || offset + headerLength > end) return;
  packet.hasTransportHeader = true;
  packet.isFlowKnown = true;
  packet.sourcePort = readUint16(frame, offset);
  packet.destinationPort = readUint16(frame, offset + 2);
  packet.tcpSequence = readUint32(frame, offset + 4);
  packet.tcpAcknowledgement = readUint32(frame, offset + 8);
  packet.tcpFlags = frame[offset + 13] ?? 0;
  packet.checksumOffset = offset + 16;
  packet.payloadOffset = offset + headerLength;
  packet.payloadLength = end - packet.payloadOffset;
}

function parseUdp(frame: Uint8Array, offset: number, end: number, packet: Packet): void {
  if (end - offset < 8) return;
  packet.hasTransportHeader = true;
  packet.isFlowKnown = true;
  packet.sourcePort = readUint16(frame, offset);
  packet.destinationPort = readUint16(frame, offset + 2);
  packet.checksumOffset = offset + 6;
  packet.payloadOffset = offset + 8;
  packet.payloadLength = end - packet.payloadOffset;
}

function parseIcmp(frame: Uint8Array, offset: number, end: number, packet: Packet): void {
  if (end - offset < 8) return;
  packet.hasTransportHeader = true;
  packet.isFlowKnown = true;
  packet.icmpType = frame[offset] ?? 0;
  packet.icmpCode = frame[offset + 1] ?? 0;
  packet.icmpIdentifier = readUint16(frame, offset + 4);
  packet.checksumOffset = offset + 2;
  packet.payloadOffset = offset + 8;
  packet.payloadLength = end - packet.payloadOffset;
}
