/**
 * Packet captures in the pcapng format (draft-ietf-opsawg-pcapng): little-endian, one section, Ethernet
 * frames, times in nanoseconds of UTC.
 */

const Block = { section: 0x0a0d0d0a, interface: 1, packet: 6 } as const;
const Option = { end: 0, comment: 1, packetId: 5 } as const;
const SectionOption = { hardware: 2, os: 3, application: 4 } as const;
const InterfaceOption = { name: 2, description: 3, timeResolution: 9 } as const;

const byteOrderMagic = 0x1a2b3c4d;
const linkTypeEthernet = 1;
/** Times count in 10^-9 s. */
const timeResolution = 9;
const packetHeaderBytes = 28;
const packetIdOptionBytes = 12;
const endOptionBytes = 4;
const totalLengthBytes = 4;
/** Without frame and packet ID. */
const emptyBlockBytes = packetHeaderBytes + endOptionBytes + totalLengthBytes;
const wordRange = 0x1_0000_0000;

export interface CaptureSection {
  readonly hardware: string;
  readonly os: string;
  readonly application: string;
  /** About the whole file; null: none. */
  readonly comment: string | null;
  /** Packets name them by their position. */
  readonly interfaces: readonly { readonly name: string; readonly description: string }[];
}

/** What a file begins with: the section header, and the interfaces' descriptions. */
export function encodeSection(section: CaptureSection): Uint8Array {
  const header = new Uint8Array(16);
  const view = new DataView(header.buffer);
  view.setUint32(0, byteOrderMagic, true);
  view.setUint16(4, 1, true);
  // The section's length isn't known beforehand: -1.
  header.fill(0xff, 8, 16);
  return joined([
    block(Block.section, [
      header,
      ...(section.comment === null ? [] : [textOption(Option.comment, section.comment)]),
      textOption(SectionOption.hardware, section.hardware),
      textOption(SectionOption.os, section.os),
      textOption(SectionOption.application, section.application),
      option(Option.end, new Uint8Array(0)),
    ]),
    ...section.interfaces.map(({ name, description }) =>
      block(Block.interface, [
        Uint8Array.of(linkTypeEthernet, 0, 0, 0, 0, 0, 0, 0),
        textOption(InterfaceOption.name, name),
        textOption(InterfaceOption.description, description),
        option(InterfaceOption.timeResolution, Uint8Array.of(timeResolution)),
        option(Option.end, new Uint8Array(0)),
      ]),
    ),
  ]);
}

/** Packets' blocks, one behind the other in memory made beforehand: nothing is allocated per packet. */
export class PacketBlocks {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #originHigh: number;
  readonly #originLow: number;
  #size = 0;

  /** @param utcOriginNs what UTC, in ns since 1970, was at instant 0 of the packets' clock */
  constructor(capacityBytes: number, utcOriginNs: bigint) {
    this.#bytes = new Uint8Array(capacityBytes);
    this.#view = new DataView(this.#bytes.buffer);
    this.#originHigh = Number(utcOriginNs >> 32n);
    this.#originLow = Number(utcOriginNs & 0xffff_ffffn);
  }

  get size(): number {
    return this.#size;
  }

  /** All blocks since the last `clear`; the next packet changes them. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  clear(): void {
    this.#size = 0;
  }

  /** @param id the same for one packet on two interfaces; -1: none. Returns false when there is no room. */
  add(interfaceId: number, atNs: number, frame: Uint8Array, length: number, id: number): boolean {
    const start = this.#size;
    const total = emptyBlockBytes + padded(length) + (id < 0 ? 0 : packetIdOptionBytes);
    if (start + total > this.#bytes.length) return false;
    const view = this.#view;
    const ns = Math.round(atNs);
    const nsHigh = Math.floor(ns / wordRange);
    const low = this.#originLow + (ns - nsHigh * wordRange);
    view.setUint32(start, Block.packet, true);
    view.setUint32(start + 4, total, true);
    view.setUint32(start + 8, interfaceId, true);
    view.setUint32(start + 12, this.#originHigh + nsHigh + (low >= wordRange ? 1 : 0), true);
    view.setUint32(start + 16, low, true);
    view.setUint32(start + 20, length, true);
    view.setUint32(start + 24, length, true);
    let at = start + packetHeaderBytes;
    this.#bytes.set(length === frame.length ? frame : frame.subarray(0, length), at);
    at += length;
    while (at % 4 !== 0) this.#bytes[at++] = 0;
    if (id >= 0) {
      view.setUint16(at, Option.packetId, true);
      view.setUint16(at + 2, 8, true);
      view.setUint32(at + 4, id, true);
      view.setUint32(at + 8, 0, true);
      at += packetIdOptionBytes;
    }
    view.setUint32(at, Option.end, true);
    view.setUint32(at + endOptionBytes, total, true);
    this.#size += total;
    return true;
  }
}

/** A packet's block as `PacketBlocks` makes it, read where it lies. */
export interface PacketBlock {
  readonly start: number;
  readonly bytes: number;
  readonly interfaceId: number;
  /** ns since 1970, in two words. */
  readonly atHigh: number;
  readonly atLow: number;
  /** -1 when it has none. */
  readonly id: number;
}

/** Null where less than a whole block is left before `end`. */
export function readPacketBlock(view: DataView, start: number, end: number): PacketBlock | null {
  if (start + packetHeaderBytes > end) return null;
  const bytes = view.getUint32(start + 4, true);
  if (start + bytes > end) return null;
  const optionsAt = start + packetHeaderBytes + padded(view.getUint32(start + 20, true));
  return {
    start,
    bytes,
    interfaceId: view.getUint32(start + 8, true),
    atHigh: view.getUint32(start + 12, true),
    atLow: view.getUint32(start + 16, true),
    id: view.getUint16(optionsAt, true) === Option.packetId ? view.getUint32(optionsAt + 4, true) : -1,
  };
}

/** A packet's whole block with a comment added. */
export function withComment(packetBlock: Uint8Array, comment: string): Uint8Array {
  const view = new DataView(packetBlock.buffer, packetBlock.byteOffset, packetBlock.byteLength);
  const optionsAt = packetHeaderBytes + padded(view.getUint32(20, true));
  const added = textOption(Option.comment, comment);
  const whole = joined([packetBlock.subarray(0, optionsAt), added, packetBlock.subarray(optionsAt)]);
  const wholeView = new DataView(whole.buffer);
  wholeView.setUint32(4, whole.length, true);
  wholeView.setUint32(whole.length - totalLengthBytes, whole.length, true);
  return whole;
}

function block(type: number, body: readonly Uint8Array[]): Uint8Array {
  const length = 12 + body.reduce((sum, piece) => sum + piece.length, 0);
  const start = new Uint8Array(8);
  const end = new Uint8Array(4);
  new DataView(start.buffer).setUint32(0, type, true);
  new DataView(start.buffer).setUint32(4, length, true);
  new DataView(end.buffer).setUint32(0, length, true);
  return joined([start, ...body, end]);
}

function textOption(code: number, text: string): Uint8Array {
  return option(code, new TextEncoder().encode(text));
}

/** @param value at most 65,535 bytes */
function option(code: number, value: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + padded(value.length));
  const view = new DataView(bytes.buffer);
  view.setUint16(0, code, true);
  view.setUint16(2, value.length, true);
  bytes.set(value, 4);
  return bytes;
}

/** Blocks' parts end on 32-bit words. */
function padded(bytes: number): number {
  return (bytes + 3) & ~3;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
