/** Packet records as they come about, in typed arrays that grow by chunks: no garbage, no copying. */

import { type Packet, Protocol } from '../packet/packet.ts';
import {
  type Cause,
  causes,
  type Fate,
  fates,
  Mark,
  type PacketRecord,
  PacketRecords,
  recordBytes,
} from './packet-record.ts';

const chunkRecords = 16_384;
const defaultLimit = 2 * 1024 * 1024;

interface Chunk {
  readonly bytes: Uint8Array;
  readonly f64: Float64Array;
  readonly u32: Uint32Array;
  readonly u16: Uint16Array;
  readonly i16: Int16Array;
}

export class PacketLog {
  readonly #chunks: Chunk[] = [newChunk()];
  readonly #limit: number;
  #count = 0;
  omitted = 0;

  constructor(limit = defaultLimit) {
    this.#limit = limit;
  }

  get count(): number {
    return this.#count;
  }

  /** The number of the record that comes next; -1 when there are too many. */
  get next(): number {
    return this.#count < this.#limit ? this.#count : -1;
  }

  /** What is known so far. @param index below `count` */
  at(index: number): PacketRecord {
    return new PacketRecords(this.#chunkOf(index).bytes).at(index % chunkRecords);
  }

  /** Begins a packet's record. Returns its number, or -1 when there are too many. */
  append(packet: Packet, direction: number, flow: number, n: number, arrivedNs: number): number {
    if (this.#count >= this.#limit) {
      this.omitted++;
      return -1;
    }
    const index = this.#count++;
    const chunk = this.#chunkOf(index);
    const at = index % chunkRecords;
    chunk.f64[at * 6] = arrivedNs;
    chunk.f64[at * 6 + 1] = Number.NaN;
    const word = at * 12;
    chunk.u32[word + 4] = flow;
    chunk.u32[word + 5] = n;
    chunk.u32[word + 6] = packet.tcpSequence;
    chunk.u32[word + 7] = packet.tcpAcknowledgement;
    const half = at * 24;
    chunk.u16[half + 16] = direction;
    chunk.u16[half + 17] = packet.ipLength;
    chunk.u16[half + 18] = packet.payloadLength;
    chunk.i16[half + 19] = -1;
    const byte = at * recordBytes;
    chunk.bytes[byte + 40] = packet.layer;
    chunk.bytes[byte + 41] = packet.protocol;
    chunk.bytes[byte + 42] = packet.protocol === Protocol.tcp ? packet.tcpFlags : packet.icmpType;
    chunk.bytes[byte + 45] = packet.isFragment ? Mark.fragment : 0;
    return index;
  }

  /** The record of a copy: as the original's, marked so. */
  appendCopy(original: number): number {
    if (original < 0 || this.#count >= this.#limit) {
      this.omitted++;
      return -1;
    }
    const index = this.#count++;
    const from = this.#chunkOf(original);
    const start = (original % chunkRecords) * recordBytes;
    const chunk = this.#chunkOf(index);
    const at = index % chunkRecords;
    chunk.bytes.set(from.bytes.subarray(start, start + recordBytes), at * recordBytes);
    chunk.f64[at * 6 + 1] = Number.NaN;
    chunk.bytes[at * recordBytes + 43] = 0;
    chunk.bytes[at * recordBytes + 44] = 0;
    this.mark(index, Mark.copy);
    return index;
  }

  mark(index: number, mark: number): void {
    if (index < 0) return;
    const { bytes } = this.#chunkOf(index);
    const at = (index % chunkRecords) * recordBytes + 45;
    bytes[at] = (bytes[at] ?? 0) | mark;
  }

  setRule(index: number, rule: number): void {
    if (index >= 0) this.#chunkOf(index).i16[(index % chunkRecords) * 24 + 19] = rule;
  }

  setDelivered(index: number, leftNs: number): void {
    if (index < 0) return;
    const chunk = this.#chunkOf(index);
    const at = index % chunkRecords;
    chunk.f64[at * 6 + 1] = leftNs;
    chunk.bytes[at * recordBytes + 43] = fates.indexOf('delivered');
  }

  setFate(index: number, fate: Fate, cause: Cause): void {
    if (index < 0) return;
    const { bytes } = this.#chunkOf(index);
    const at = (index % chunkRecords) * recordBytes;
    bytes[at + 43] = fates.indexOf(fate);
    bytes[at + 44] = causes.indexOf(cause);
  }

  /** The records' bytes, times counted from `originNs`. Ends the log: times are changed in place. */
  *finish(originNs: number): Generator<Uint8Array> {
    for (const [position, chunk] of this.#chunks.entries()) {
      const records = Math.min(chunkRecords, this.#count - position * chunkRecords);
      for (let at = 0; at < records; at++) {
        chunk.f64[at * 6] = (chunk.f64[at * 6] ?? 0) - originNs;
        chunk.f64[at * 6 + 1] = (chunk.f64[at * 6 + 1] ?? 0) - originNs;
      }
      yield chunk.bytes.subarray(0, records * recordBytes);
    }
  }

  #chunkOf(index: number): Chunk {
    const position = Math.floor(index / chunkRecords);
    let chunk = this.#chunks[position];
    if (chunk === undefined) {
      chunk = newChunk();
      this.#chunks.push(chunk);
    }
    return chunk;
  }
}

function newChunk(): Chunk {
  const buffer = new ArrayBuffer(chunkRecords * recordBytes);
  return {
    bytes: new Uint8Array(buffer),
    f64: new Float64Array(buffer),
    u32: new Uint32Array(buffer),
    u16: new Uint16Array(buffer),
    i16: new Int16Array(buffer),
  };
}
