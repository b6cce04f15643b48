/**
 * One link's frames, in a file. While packets pass, whole blocks are written in large pieces, so that
 * the file can be read whatever happens; what became of each packet is known in the end, and the file
 * is then made again with that beside the packets.
 */

import { closeSync, openSync, renameSync, writeSync } from 'node:fs';
import { type CaptureSection, encodeSection, PacketBlocks } from '../../../core/packet/pcapng.ts';
import { annotate } from './capture-annotation.ts';

/** A write of so much takes some 50 µs, by which a packet may be late. */
const bufferBytes = 64 * 1024;
const defaultLimitBytes = 256 * 1024 * 1024;

export class CaptureFile {
  readonly #path: string;
  readonly #section: CaptureSection;
  readonly #headerBytes: number;
  readonly #blocks: PacketBlocks;
  readonly #limitBytes: number;
  readonly #fd: number;
  #packets = 0;
  #omitted = 0;
  #sizeBytes: number;
  #error: unknown = null;

  /** Throws the system's error when the file can't be written. */
  constructor(path: string, section: CaptureSection, utcOriginNs: bigint, limitBytes = defaultLimitBytes) {
    this.#path = path;
    this.#section = section;
    this.#limitBytes = limitBytes;
    this.#blocks = new PacketBlocks(bufferBytes, utcOriginNs);
    this.#fd = openSync(path, 'w');
    const header = encodeSection(section);
    this.#headerBytes = header.length;
    this.#sizeBytes = header.length;
    writeSync(this.#fd, header);
  }

  /** Never throws: what goes wrong here is told by `finish`. */
  add(interfaceId: number, atNs: number, frame: Uint8Array, length: number, record: number): void {
    if (this.#omitted > 0 || this.#sizeBytes + this.#blocks.size > this.#limitBytes) {
      this.#omitted++;
      return;
    }
    if (!this.#blocks.add(interfaceId, atNs, frame, length, record)) {
      this.#flush();
      this.#blocks.add(interfaceId, atNs, frame, length, record);
    }
    this.#packets++;
  }

  /** Makes the file whole. Throws the system's error when it couldn't be written at any time. */
  finish(commentOf: (interfaceId: number, record: number) => string | null): void {
    this.close();
    if (this.#error !== null) throw this.#error;
    const note = this.#omitted === 0 ? null : cutNote(this.#limitBytes, this.#omitted);
    const annotated = `${this.#path}.part`;
    annotate({
      from: this.#path,
      fromOffset: this.#headerBytes,
      to: annotated,
      header: encodeSection({ ...this.#section, comment: note }),
      packets: this.#packets,
      lastComment: note,
      commentOf,
    });
    renameSync(annotated, this.#path);
  }

  /** Leaves the file without what is known only in the end. */
  close(): void {
    this.#flush();
    closeSync(this.#fd);
  }

  #flush(): void {
    const { bytes } = this.#blocks;
    try {
      if (this.#error === null) writeSync(this.#fd, bytes);
    } catch (error) {
      this.#error = error;
    }
    this.#sizeBytes += bytes.length;
    this.#blocks.clear();
  }
}

function cutNote(limitBytes: number, omitted: number): string {
  return `cut here: a capture takes ${limitBytes / 1024 / 1024} MiB at most; ${omitted} more frames passed`;
}
