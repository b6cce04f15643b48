/**
 * What Wirelab's datagrams look like, in network byte order:
 *
 *     0  magic    4  flow    8  sequence number    12  time of sending in ns (8)    20  CRC-32 of 0 to 19
 *     24 on       bytes that follow from the sequence number
 *
 * A header with one flipped bit, which is how links corrupt, is made good again from its CRC.
 */

import { largestPiece, patternPiece } from './byte-pattern.ts';
import { crc32 } from './crc32.ts';

export const headerBytes = 24;
const crcAt = 20;
const magic = 0x57697265;

export interface ReceivedDatagram {
  readonly flow: number;
  readonly sequence: number;
  readonly sentAtNs: number;
  readonly corrupted: boolean;
}

/** @param datagram as long as it is to be, headerBytes at least; overwritten */
export function writeDatagram(datagram: Buffer, flow: number, sequence: number, sentAtNs: number): void {
  datagram.writeUInt32BE(magic, 0);
  datagram.writeUInt32BE(flow, 4);
  datagram.writeUInt32BE(sequence, 8);
  datagram.writeUInt32BE(Math.floor(sentAtNs / 2 ** 32), 12);
  datagram.writeUInt32BE((sentAtNs % 2 ** 32) >>> 0, 16);
  datagram.writeUInt32BE(crc32(datagram, 0, crcAt), crcAt);
  patternPiece(sequence, bodyBytes(datagram)).copy(datagram, headerBytes);
}

/** @returns null when the header can't be read: too short, not ours, or with more than one bit changed */
export function readDatagram(datagram: Buffer): ReceivedDatagram | null {
  if (datagram.length < headerBytes) return null;
  const intact = headerIsIntact(datagram);
  if (!intact && !repairHeader(datagram)) return null;
  const sequence = datagram.readUInt32BE(8);
  const body = datagram.subarray(headerBytes, headerBytes + largestPiece);
  return {
    flow: datagram.readUInt32BE(4),
    sequence,
    sentAtNs: datagram.readUInt32BE(12) * 2 ** 32 + datagram.readUInt32BE(16),
    corrupted: !intact || !body.equals(patternPiece(sequence, bodyBytes(datagram))),
  };
}

function bodyBytes(datagram: Buffer): number {
  return Math.min(largestPiece, datagram.length - headerBytes);
}

function headerIsIntact(datagram: Buffer): boolean {
  return datagram.readUInt32BE(0) === magic && datagram.readUInt32BE(crcAt) === crc32(datagram, 0, crcAt);
}

function repairHeader(datagram: Buffer): boolean {
  for (let bit = 0; bit < headerBytes * 8; bit++) {
    flip(datagram, bit);
    if (headerIsIntact(datagram)) return true;
    flip(datagram, bit);
  }
  return false;
}

function flip(datagram: Buffer, bit: number): void {
  const at = bit >> 3;
  datagram[at] = (datagram[at] ?? 0) ^ (1 << (bit & 7));
}
