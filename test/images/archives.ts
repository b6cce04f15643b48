import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract, type Header } from 'tar-stream';

export interface Entry {
  readonly header: Header;
  readonly content: Buffer;
}

/** By name, in the archive's order. */
export async function readTar(source: string | Readable): Promise<Map<string, Entry>> {
  const stream = typeof source === 'string' ? createReadStream(source) : source;
  const entries = new Map<string, Entry>();
  for await (const entry of stream.pipe(extract())) {
    entries.set(entry.header.name, { header: entry.header, content: await buffer(entry) });
  }
  return entries;
}
