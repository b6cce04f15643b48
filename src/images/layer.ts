/** A layer of an image: a tar archive of what one step adds to, changes in and removes from those below it. */

import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Header, pack } from 'tar-stream';

export interface Layer {
  /** A tar archive, not compressed. */
  readonly path: string;
  /** SHA-256 of the archive, as `sha256:...`. */
  readonly diffId: string;
  readonly sizeBytes: number;
}

/** What is at each path, in few characters: two of the same are the same file. */
type Listing = Map<string, string>;

/**
 * The difference between a whole file system and the layers below it, without what belongs to a running
 * system (/dev, /proc, /sys) and with no file newer than `sourceDateEpoch`.
 * @param whole a tar archive
 */
export async function makeLayer(
  whole: string,
  below: readonly Layer[],
  sourceDateEpoch: number,
  path: string,
): Promise<Layer> {
  const before: Listing = new Map();
  for (const layer of below) {
    for await (const entry of readArchive(layer.path)) before.set(entry.path, entry.fingerprint);
  }
  const seen = new Set<string>();
  return writeLayer(path, sourceDateEpoch, async function* () {
    for await (const entry of readArchive(whole)) {
      seen.add(entry.path);
      if (before.get(entry.path) !== entry.fingerprint) yield entry;
    }
    const gone = [...before.keys()].filter((candidate) => !seen.has(candidate));
    for (const candidate of gone.sort()) {
      // What was in a folder that is gone goes with it.
      const parent = candidate.slice(0, candidate.lastIndexOf('/'));
      if (parent !== '' && !seen.has(parent)) continue;
      yield whiteout(candidate);
    }
  });
}

export interface LayerEntry {
  readonly header: Partial<Header> & Pick<Header, 'name'>;
  readonly content: Buffer;
}

/** Writes entries in their order, none newer than `sourceDateEpoch` (in seconds since 1970). */
export async function writeLayer(
  path: string,
  sourceDateEpoch: number,
  entries: () => AsyncIterable<LayerEntry> | Iterable<LayerEntry>,
): Promise<Layer> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      done(null, chunk);
    },
  });
  const archive = pack();
  const written = pipeline(archive, measure, createWriteStream(path));
  const latest = new Date(sourceDateEpoch * 1000);
  const write = async () => {
    for await (const { header, content } of entries()) {
      const mtime = header.mtime !== undefined && header.mtime < latest ? header.mtime : latest;
      await new Promise<void>((resolve, reject) => {
        archive.entry({ ...header, mtime }, content, (error) => (error ? reject(error) : resolve()));
      });
    }
    archive.finalize();
  };
  await Promise.all([written, write().catch((error: Error) => archive.destroy(error))]);
  return { path, diffId: `sha256:${hash.digest('hex')}`, sizeBytes };
}

interface ArchiveEntry extends LayerEntry {
  /** Without a slash at either end. */
  readonly path: string;
  readonly fingerprint: string;
}

const runtimeFolders = new Set(['dev', 'proc', 'sys']);

async function* readArchive(path: string): AsyncGenerator<ArchiveEntry> {
  const archive = createReadStream(path).pipe(extract());
  for await (const entry of archive) {
    const { header } = entry;
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    const content = Buffer.concat(chunks);
    const name = header.name.replace(/^\.?\/+/, '').replace(/\/$/, '');
    const [top = '', ...rest] = name.split('/');
    if (name === '' || (runtimeFolders.has(top) && rest.length > 0)) continue;
    const digest = createHash('sha256').update(content).digest('base64');
    const { type, mode, uid, gid, linkname } = header;
    const attributes = extendedAttributes(header.pax);
    yield {
      path: name,
      header: {
        ...{ type, mode, uid, gid, linkname, mtime: header.mtime },
        ...(attributes === null ? {} : { pax: attributes }),
        name: type === 'directory' ? `${name}/` : name,
      },
      content,
      fingerprint: [type, mode, uid, gid, linkname, JSON.stringify(attributes), digest].join(' '),
    };
  }
}

/** Such as file capabilities; tar's other extended headers only repeat the header, or are finer times. */
function extendedAttributes(pax: unknown): Record<string, string> | null {
  const kept = Object.entries(pax ?? {}).filter(([key]) => key.startsWith('SCHILY.xattr.'));
  return kept.length === 0 ? null : Object.fromEntries(kept);
}

/** OCI image layer specification, "Whiteouts". */
function whiteout(path: string): LayerEntry {
  const slash = path.lastIndexOf('/') + 1;
  const name = `${path.slice(0, slash)}.wh.${path.slice(slash)}`;
  return { header: { name, type: 'file', mode: 0o600, uid: 0, gid: 0 }, content: Buffer.alloc(0) };
}
