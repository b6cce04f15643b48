/** Copies a capture, in the order of time, with a comment at each packet that something happened to. */

import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { type PacketBlock, readPacketBlock, withComment } from '../../../core/packet/pcapng.ts';

/**
 * Of what is in memory only the older half is written: a block's place in the file was at most so far
 * from its place in time.
 */
const windowBytes = 2 * 1024 * 1024;

export interface Annotation {
  readonly from: string;
  /** Where the packets' blocks begin. */
  readonly fromOffset: number;
  readonly to: string;
  readonly header: Uint8Array;
  /** How many packets there are. */
  readonly packets: number;
  /** For the last of them. */
  readonly lastComment: string | null;
  readonly commentOf: (interfaceId: number, packetId: number) => string | null;
}

/** Throws the system's error. */
export function annotate(annotation: Annotation): void {
  const from = openSync(annotation.from, 'r');
  try {
    const to = openSync(annotation.to, 'w');
    try {
      writeSync(to, annotation.header);
      copyBlocks(annotation, from, to);
    } finally {
      closeSync(to);
    }
  } finally {
    closeSync(from);
  }
}

function copyBlocks(annotation: Annotation, from: number, to: number): void {
  const window = new Uint8Array(windowBytes);
  let filled = 0;
  let position = annotation.fromOffset;
  let written = 0;
  for (;;) {
    const read = readSync(from, window, filled, window.length - filled, position);
    position += read;
    filled += read;
    const isEnd = read === 0;
    const blocks = blocksIn(window, filled);
    const end = blocks.at(-1);
    const blocksEnd = end === undefined ? 0 : end.start + end.bytes;
    const ordered = inOrder(blocks);
    const out: Uint8Array[] = [];
    let outBytes = 0;
    let next = 0;
    for (; next < ordered.length && (isEnd || outBytes < blocksEnd / 2); next++) {
      const block = ordered[next] as PacketBlock;
      const bytes = window.subarray(block.start, block.start + block.bytes);
      outBytes += bytes.length;
      const comment = commentFor(annotation, block, ++written);
      out.push(comment === null ? bytes : withComment(bytes, comment));
    }
    writeSync(to, Buffer.concat(out));
    if (isEnd) return;
    const rest = ordered.slice(next).map(({ start, bytes }) => window.subarray(start, start + bytes));
    const kept = Buffer.concat([...rest, window.subarray(blocksEnd, filled)]);
    window.set(kept);
    filled = kept.length;
  }
}

function commentFor(annotation: Annotation, block: PacketBlock, number: number): string | null {
  const own = block.id < 0 ? null : annotation.commentOf(block.interfaceId, block.id);
  if (annotation.lastComment === null || number < annotation.packets) return own;
  return own === null ? annotation.lastComment : `${own}; ${annotation.lastComment}`;
}

function blocksIn(bytes: Uint8Array, end: number): PacketBlock[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const blocks: PacketBlock[] = [];
  for (let at = 0; ; ) {
    const block = readPacketBlock(view, at, end);
    if (block === null) return blocks;
    blocks.push(block);
    at += block.bytes;
  }
}

function inOrder(blocks: readonly PacketBlock[]): PacketBlock[] {
  return [...blocks].sort((a, b) => a.atHigh - b.atHigh || a.atLow - b.atLow);
}
