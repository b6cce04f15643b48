/** Frames for tests, with good checksums. */

import { writeUint16 } from '../../../src/core/packet/byte-order.ts';
import { onesComplementSum, transportChecksum } from '../../../src/core/packet/checksum.ts';
import { Packet } from '../../../src/core/packet/packet.ts';
import { parsePacket } from '../../../src/core/packet/parse-packet.ts';

export interface FrameOptions {
  readonly version?: 4 | 6;
  /** Last byte of the addresses 10.0.0.x and fd00::x, and of the hardware addresses. */
  readonly from?: number;
  readonly to?: number;
  readonly payload?: Uint8Array;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
}

export interface TcpOptions extends FrameOptions {
  readonly flags: number;
  readonly sequence?: number;
}

export interface FragmentOptions extends FrameOptions {
  readonly id: number;
  readonly offset: number;
  readonly isLast: boolean;
}

export function udpFrame(options: FrameOptions = {}): Uint8Array {
  const payload = options.payload ?? new Uint8Array(20);
  const header = new Uint8Array(8);
  writeUint16(header, 0, options.sourcePort ?? 40_000);
  writeUint16(header, 2, options.destinationPort ?? 5000);
  writeUint16(header, 4, 8 + payload.length);
  return finished(ipFrame(options, 17, joined(header, payload)));
}

export function tcpFrame(options: TcpOptions): Uint8Array {
  const header = new Uint8Array(20);
  writeUint16(header, 0, options.sourcePort ?? 40_000);
  writeUint16(header, 2, options.destinationPort ?? 5000);
  new DataView(header.buffer).setUint32(4, options.sequence ?? 1);
  header[12] = 0x50;
  header[13] = options.flags;
  return finished(ipFrame(options, 6, joined(header, options.payload ?? new Uint8Array(0))));
}

export function icmpEchoFrame(
  options: FrameOptions & { identifier?: number; reply?: boolean } = {},
): Uint8Array {
  const isVersion6 = options.version === 6;
  const request = isVersion6 ? 128 : 8;
  const reply = isVersion6 ? 129 : 0;
  const header = new Uint8Array(8);
  header[0] = options.reply ? reply : request;
  writeUint16(header, 4, options.identifier ?? 77);
  const body = joined(header, options.payload ?? new Uint8Array(16));
  return finished(ipFrame(options, isVersion6 ? 58 : 1, body));
}

/** A piece of an IPv4 UDP datagram; the first one carries its header. */
export function fragmentFrame(options: FragmentOptions): Uint8Array {
  const header = new Uint8Array(options.offset === 0 ? 8 : 0);
  if (options.offset === 0) {
    writeUint16(header, 0, options.sourcePort ?? 40_000);
    writeUint16(header, 2, options.destinationPort ?? 5000);
  }
  const frame = ipFrame(options, 17, joined(header, options.payload ?? new Uint8Array(32)));
  writeUint16(frame, 18, options.id);
  writeUint16(frame, 20, (options.isLast ? 0 : 0x2000) | (options.offset / 8));
  return frame;
}

export function arpFrame(): Uint8Array {
  const frame = new Uint8Array(42);
  frame.fill(0xff, 0, 6);
  frame.set([8, 6], 12);
  return frame;
}

export function parsed(frame: Uint8Array): Packet {
  const packet = new Packet();
  parsePacket(frame, frame.length, packet);
  return packet;
}

/** Whether the receiver's kernel would take the transport's checksum for good. */
export function hasGoodChecksum(frame: Uint8Array): boolean {
  const packet = parsed(frame);
  const stored = ((frame[packet.checksumOffset] ?? 0) << 8) | (frame[packet.checksumOffset + 1] ?? 0);
  return transportChecksum(frame, packet) === stored;
}

function ipFrame(options: FrameOptions, protocol: number, body: Uint8Array): Uint8Array {
  const { from = 2, to = 3 } = options;
  const ethernet = [2, 0, 0, 0, 0, to, 2, 0, 0, 0, 0, from];
  if (options.version === 6) {
    const header = new Uint8Array(40);
    header[0] = 0x60;
    writeUint16(header, 4, body.length);
    header[6] = protocol;
    header[7] = 64;
    header.set([0xfd, 0], 8);
    header[23] = from;
    header.set([0xfd, 0], 24);
    header[39] = to;
    return joined(Uint8Array.from([...ethernet, 0x86, 0xdd]), header, body);
  }
  const header = Uint8Array.from([
    0x45,
    0,
    0,
    0,
    0,
    0,
    0x40,
    0,
    64,
    protocol,
    0,
    0,
    10,
    0,
    0,
    from,
    10,
    0,
    0,
    to,
  ]);
  writeUint16(header, 2, 20 + body.length);
  writeUint16(header, 10, ~onesComplementSum(header, 0, 20) & 0xffff);
  return joined(Uint8Array.from([...ethernet, 8, 0]), header, body);
}

function finished(frame: Uint8Array): Uint8Array {
  const packet = parsed(frame);
  writeUint16(frame, packet.checksumOffset, transportChecksum(frame, packet));
  return frame;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => Array.from(part)));
}
