/** IPv6 with its chain of extension headers (RFC 8200, section 4). */

import { readUint16, readUint32 } from './byte-order.ts';
import { Layer, type Packet, Protocol } from './packet.ts';
import { parseTransport } from './parse-transport.ts';

const ethernetHeaderLength = 14;
const fixedHeaderLength = 40;
/** More than any honest sender uses; a longer chain is left unread. */
const maxExtensionHeaders = 16;

const Next = { hopByHop: 0, routing: 43, fragment: 44, authentication: 51, destination: 60 } as const;

const multicastListenerQuery = 130;
const multicastListenerDone = 132;
const routerSolicitation = 133;
const redirect = 137;
const multicastListenerReport2 = 143;

export function parseIpv6(frame: Uint8Array, length: number, packet: Packet): void {
  const start = ethernetHeaderLength;
  if (length < start + fixedHeaderLength || (frame[start] ?? 0) >> 4 !== 6) return;
  packet.layer = Layer.ipv6;
  packet.sourceOffset = start + 8;
  packet.destinationOffset = start + 24;
  packet.addressLength = 16;
  const end = Math.min(length, start + fixedHeaderLength + readUint16(frame, start + 4));
  packet.ipLength = end - start;
  let next = frame[start + 6] ?? 0;
  let offset = start + fixedHeaderLength;
  for (let headers = 0; headers < maxExtensionHeaders && offset + 8 <= end; headers++) {
    if (next === Next.fragment) {
      const fragmentation = readUint16(frame, offset + 2);
      packet.fragmentOffset = fragmentation & 0xfff8;
      packet.isFragment = packet.fragmentOffset > 0 || (fragmentation & 1) !== 0;
      packet.fragmentId = readUint32(frame, offset + 4);
      next = frame[offset] ?? 0;
      offset += 8;
      if (packet.fragmentOffset > 0) break;
    } else if (next === Next.authentication) {
      next = frame[offset] ?? 0;
      offset += ((frame[offset + 1] ?? 0) + 2) * 4;
    } else if (next === Next.hopByHop || next === Next.routing || next === Next.destination) {
      next = frame[offset] ?? 0;
      offset += ((frame[offset + 1] ?? 0) + 1) * 8;
    } else {
      break;
    }
  }
  packet.protocol = next;
  parseTransport(frame, offset, end, packet);
  if (next === Protocol.icmpv6 && packet.hasTransportHeader && isHousekeeping(packet.icmpType)) {
    packet.layer = Layer.housekeeping;
  }
}

/** Neighbour and router discovery (RFC 4861), multicast listener discovery (RFC 2710, RFC 3810). */
function isHousekeeping(type: number): boolean {
  return (
    (type >= routerSolicitation && type <= redirect) ||
    (type >= multicastListenerQuery && type <= multicastListenerDone) ||
    type === multicastListenerReport2
  );
}
