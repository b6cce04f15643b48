/** The Internet checksum: RFC 1071, and its incremental update, RFC 1624. */

import { readUint16, writeUint16 } from './byte-order.ts';
import { Layer, type Packet, Protocol } from './packet.ts';

/** One's complement sum over bytes, padded with a zero; folded to 16 bits, not yet inverted. */
export function onesComplementSum(bytes: Uint8Array, start: number, end: number, initial = 0): number {
  let sum = initial;
  let offset = start;
  for (; offset + 1 < end; offset += 2) sum += readUint16(bytes, offset);
  if (offset < end) sum += (bytes[offset] ?? 0) << 8;
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return sum;
}

/** RFC 1624, equation 3: HC' = ~(~HC + ~m + m'), for one 16-bit word that changes from m to m'. */
export function updatedChecksum(checksum: number, before: number, after: number): number {
  let sum = (~checksum & 0xffff) + (~before & 0xffff) + after;
  sum = (sum & 0xffff) + (sum >>> 16);
  sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

/** What the transport's checksum should be, over the bytes as they are; for whole packets only. */
export function transportChecksum(frame: Uint8Array, packet: Packet): number {
  const { transportOffset, transportLength, checksumOffset, protocol } = packet;
  let sum = 0;
  if (!(protocol === Protocol.icmp && packet.layer === Layer.ipv4)) {
    const { sourceOffset, destinationOffset, addressLength } = packet;
    sum = onesComplementSum(frame, sourceOffset, sourceOffset + addressLength, sum);
    sum = onesComplementSum(frame, destinationOffset, destinationOffset + addressLength, sum);
    sum += protocol + transportLength;
  }
  const kept = readUint16(frame, checksumOffset);
  writeUint16(frame, checksumOffset, 0);
  sum = onesComplementSum(frame, transportOffset, transportOffset + transportLength, sum);
  writeUint16(frame, checksumOffset, kept);
  const checksum = ~sum & 0xffff;
  // RFC 768: a computed zero is sent as all ones, since zero says that there is no checksum.
  return checksum === 0 && protocol === Protocol.udp ? 0xffff : checksum;
}
