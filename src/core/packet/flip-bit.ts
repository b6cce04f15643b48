/** Corruption of one bit: seen by the receiver's checksum, or hidden from it. */

import { readUint16, writeUint16 } from './byte-order.ts';
import { transportChecksum, updatedChecksum } from './checksum.ts';
import { type Packet, Protocol } from './packet.ts';

/**
 * Flips one bit of the transport segment so that its checksum fails at the receiver: a bit of the
 * payload, or of the checksum itself where there is no payload. A UDP datagram sent without a
 * checksum gets its right one first, as nothing could fail otherwise.
 * @param pick from [0, 1): which bit
 * @returns whether there was anything to flip
 */
export function corruptSegment(frame: Uint8Array, packet: Packet, pick: number): boolean {
  const { checksumOffset, payloadLength, payloadOffset } = packet;
  if (checksumOffset > 0 && packet.protocol === Protocol.udp && readUint16(frame, checksumOffset) === 0) {
    // A first fragment can't be summed; any sum of ones and zeros is wrong but for one in 65535.
    const checksum = packet.isFragment ? 0xaaaa : transportChecksum(frame, packet);
    writeUint16(frame, checksumOffset, checksum);
  }
  if (payloadLength > 0) {
    flipBit(frame, payloadOffset, payloadLength, pick);
    return true;
  }
  if (checksumOffset === 0) return false;
  const before = readUint16(frame, checksumOffset);
  let bit = Math.floor(pick * 16);
  // Zero would tell a UDP receiver not to check.
  if ((before ^ (1 << bit)) === 0) bit = (bit + 1) % 16;
  writeUint16(frame, checksumOffset, before ^ (1 << bit));
  return true;
}

/**
 * Flips one bit of the payload and makes the checksum good, so that the program sees it.
 * Nothing happens to a packet without payload, nor to a later fragment, whose checksum is elsewhere.
 * @returns whether a bit was flipped
 */
export function corruptPayload(frame: Uint8Array, packet: Packet, pick: number): boolean {
  const { checksumOffset, payloadLength, payloadOffset } = packet;
  if (payloadLength === 0 || checksumOffset === 0) return false;
  const bit = Math.floor(pick * payloadLength * 8);
  const at = payloadOffset + (bit >>> 3);
  // Words of the sum are counted from the segment's start.
  const wordAt = at - ((at - packet.transportOffset) & 1);
  const segmentEnd = packet.transportOffset + packet.transportLength;
  const before = wordOf(frame, wordAt, segmentEnd);
  frame[at] = (frame[at] ?? 0) ^ (1 << (bit & 7));
  const after = wordOf(frame, wordAt, segmentEnd);
  const checksum = readUint16(frame, checksumOffset);
  const isUdp = packet.protocol === Protocol.udp;
  if (isUdp && checksum === 0) return true;
  const updated = updatedChecksum(checksum, before, after);
  writeUint16(frame, checksumOffset, isUdp && updated === 0 ? 0xffff : updated);
  return true;
}

function wordOf(frame: Uint8Array, at: number, end: number): number {
  return at + 1 < end ? readUint16(frame, at) : (frame[at] ?? 0) << 8;
}

function flipBit(frame: Uint8Array, offset: number, length: number, pick: number): void {
  const bit = Math.floor(pick * length * 8);
  const at = offset + (bit >>> 3);
  frame[at] = (frame[at] ?? 0) ^ (1 << (bit & 7));
}
