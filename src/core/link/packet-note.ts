/**
 * Packets that a measure looks for, as notes behind the packets' records: three little-endian f64 each,
 * the record's number, the watch's, and the payload's hash (0: not wanted, or no payload).
 */

const noteBytes = 24;
const fieldsPerNote = 3;
const chunkNotes = 4096;

export interface PacketNote {
  readonly record: number;
  /** Position in the list of watches. */
  readonly watch: number;
  readonly payloadHash: number;
}

/** Grows by chunks: an array that is copied as it grows would make packets late. */
export class NoteLog {
  readonly #chunks: Float64Array[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  append(record: number, watch: number, payloadHash: number): void {
    const at = (this.#count++ % chunkNotes) * fieldsPerNote;
    if (at === 0) this.#chunks.push(new Float64Array(chunkNotes * fieldsPerNote));
    const chunk = this.#chunks.at(-1);
    chunk?.set([record, watch, payloadHash], at);
  }

  *pieces(): Generator<Uint8Array> {
    for (const [position, chunk] of this.#chunks.entries()) {
      const notes = Math.min(chunkNotes, this.#count - position * chunkNotes);
      yield new Uint8Array(chunk.buffer, 0, notes * noteBytes);
    }
  }
}

/** In the order in which the packets were offered. */
export class PacketNotes implements Iterable<PacketNote> {
  readonly #view: DataView;
  readonly count: number;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.count = Math.floor(bytes.byteLength / noteBytes);
  }

  *[Symbol.iterator](): Generator<PacketNote> {
    for (let at = 0; at < this.count * noteBytes; at += noteBytes) {
      yield {
        record: this.#view.getFloat64(at, true),
        watch: this.#view.getFloat64(at + 8, true),
        payloadHash: this.#view.getFloat64(at + 16, true),
      };
    }
  }
}
