/**
 * What became of each packet, for whoever reads a run afterwards. The file is one line of JSON
 * (the header), then as many records of 48 bytes as it says, little-endian, then notes (`PacketNote`):
 *
 * | at | type | field |
 * | --- | --- | --- |
 * | 0 | f64 | arrivedNs: offered to the wire, in ns from the case's start (negative before it) |
 * | 8 | f64 | leftNs: written to the receiver; NaN if it never was |
 * | 16 | u32 | flow: position in the header's list |
 * | 20 | u32 | n: n-th packet of that flow, from 1 |
 * | 24 | u32 | TCP sequence number |
 * | 28 | u32 | TCP acknowledgement number |
 * | 32 | u16 | direction: position in the header's list |
 * | 34 | u16 | IP bytes |
 * | 36 | u16 | transport payload bytes |
 * | 38 | i16 | the first fault rule that fired, -1: none |
 * | 40 | u8 | layer (of `Layer`) |
 * | 41 | u8 | protocol (IP's number) |
 * | 42 | u8 | TCP flags, or the ICMP type |
 * | 43 | u8 | fate (of `fates`) |
 * | 44 | u8 | cause (of `causes`) |
 * | 45 | u8 | marks (of `Mark`) |
 * | 46 | u16 | 0 |
 */

import { PacketNotes } from './packet-note.ts';

export const recordBytes = 48;

export const fates = ['underway', 'delivered', 'lost', 'queue-drop'] as const;
export const causes = [
  'none',
  'loss',
  'fault',
  'down',
  'queue-full',
  'codel',
  'memory',
  'no-receiver',
] as const;

export type Fate = (typeof fates)[number];
export type Cause = (typeof causes)[number];

export const Mark = {
  copy: 1,
  corrupted: 2,
  payloadCorrupted: 4,
  reordered: 8,
  faultDelayed: 16,
  swapped: 32,
  duplicated: 64,
  fragment: 128,
} as const;

export interface RecordHeader {
  readonly format: 'wirelab-packets';
  readonly version: 1;
  readonly seed: number;
  readonly records: number;
  /** Packets beyond the file's limit, which have no record. */
  readonly omitted: number;
  readonly directions: readonly { readonly link: string; readonly from: string }[];
  readonly flows: readonly RecordedFlow[];
}

export interface RecordedFlow {
  /** Position in the list of directions. */
  readonly direction: number;
  readonly protocol: string;
  /** Sender and receiver in this direction. */
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly ordinal: number;
}

export interface PacketRecord {
  readonly arrivedNs: number;
  readonly leftNs: number | null;
  readonly flow: number;
  readonly n: number;
  readonly tcpSequence: number;
  readonly tcpAcknowledgement: number;
  readonly direction: number;
  readonly ipBytes: number;
  readonly payloadBytes: number;
  readonly rule: number | null;
  readonly layer: number;
  readonly protocol: number;
  readonly flagsOrType: number;
  readonly fate: Fate;
  readonly cause: Cause;
  readonly marks: number;
}

export function encodeRecordHeader(header: RecordHeader): string {
  return `${JSON.stringify(header)}\n`;
}

/** A whole file. */
export interface RecordedPackets {
  readonly header: RecordHeader;
  readonly records: PacketRecords;
  readonly notes: PacketNotes;
}

/** Reads a whole file's bytes. Throws RangeError when they aren't such a file. */
export function decodePacketRecords(bytes: Uint8Array): RecordedPackets {
  const lineEnd = bytes.indexOf(0x0a);
  if (lineEnd < 0) throw new RangeError('no header line in the packet records');
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(0, lineEnd))) as RecordHeader;
  if (header.format !== 'wirelab-packets') throw new RangeError('these are no packet records');
  const start = lineEnd + 1;
  const end = start + header.records * recordBytes;
  return {
    header,
    records: new PacketRecords(bytes.subarray(start, end)),
    notes: new PacketNotes(bytes.subarray(end)),
  };
}

export class PacketRecords implements Iterable<PacketRecord> {
  readonly #view: DataView;
  readonly count: number;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.count = Math.floor(bytes.byteLength / recordBytes);
  }

  at(index: number): PacketRecord {
    const view = this.#view;
    const at = index * recordBytes;
    const leftNs = view.getFloat64(at + 8, true);
    const rule = view.getInt16(at + 38, true);
    return {
      arrivedNs: view.getFloat64(at, true),
      leftNs: Number.isNaN(leftNs) ? null : leftNs,
      flow: view.getUint32(at + 16, true),
      n: view.getUint32(at + 20, true),
      tcpSequence: view.getUint32(at + 24, true),
      tcpAcknowledgement: view.getUint32(at + 28, true),
      direction: view.getUint16(at + 32, true),
      ipBytes: view.getUint16(at + 34, true),
      payloadBytes: view.getUint16(at + 36, true),
      rule: rule < 0 ? null : rule,
      layer: view.getUint8(at + 40),
      protocol: view.getUint8(at + 41),
      flagsOrType: view.getUint8(at + 42),
      fate: fates[view.getUint8(at + 43)] ?? 'underway',
      cause: causes[view.getUint8(at + 44)] ?? 'none',
      marks: view.getUint8(at + 45),
    };
  }

  *[Symbol.iterator](): Generator<PacketRecord> {
    for (let index = 0; index < this.count; index++) yield this.at(index);
  }
}
