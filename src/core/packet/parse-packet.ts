/** Reads a frame once. Truncated and malicious input gives a poorer record, never an exception. */

import { readUint16 } from './byte-order.ts';
import { Layer, type Packet, Protocol } from './packet.ts';
import { parseIpv6 } from './parse-ipv6.ts';
import { parseTransport } from './parse-transport.ts';

export const ethernetHeaderLength = 14;

const EtherType = { ipv4: 0x0800, arp: 0x0806, ipv6: 0x86dd } as const;

/** @param length how much of `frame` is the frame; the rest of the buffer isn't looked at */
export function parsePacket(frame: Uint8Array, length: number, packet: Packet): void {
  packet.reset(length);
  if (length < ethernetHeaderLength) return;
  packet.etherType = readUint16(frame, 12);
  packet.ipLength = length - ethernetHeaderLength;
  if (packet.etherType === EtherType.ipv4) parseIpv4(frame, length, packet);
  else if (packet.etherType === EtherType.ipv6) parseIpv6(frame, length, packet);
  else if (packet.etherType === EtherType.arp) packet.layer = Layer.housekeeping;
}

function parseIpv4(frame: Uint8Array, length: number, packet: Packet): void {
  const start = ethernetHeaderLength;
  if (length < start + 20) return;
  const headerLength = ((frame[start] ?? 0) & 0x0f) * 4;
  const totalLength = readUint16(frame, start + 2);
  if ((frame[start] ?? 0) >> 4 !== 4 || headerLength < 20 || totalLength < headerLength) return;
  packet.layer = Layer.ipv4;
  packet.sourceOffset = start + 12;
  packet.destinationOffset = start + 16;
  packet.addressLength = 4;
  packet.protocol = frame[start + 9] ?? 0;
  if (packet.protocol === Protocol.igmp) {
    packet.layer = Layer.housekeeping;
    return;
  }
  const fragmentation = readUint16(frame, start + 6);
  packet.fragmentOffset = (fragmentation & 0x1fff) * 8;
  packet.isFragment = packet.fragmentOffset > 0 || (fragmentation & 0x2000) !== 0;
  packet.fragmentId = readUint16(frame, start + 4);
  // Short frames are padded to Ethernet's 60 bytes by some: what counts is the IP header's word.
  const end = Math.min(length, start + totalLength);
  packet.ipLength = end - start;
  parseTransport(frame, start + headerLength, end, packet);
}
