/** A folder of this machine as a tar archive, for a volume: readable to everybody, writable to nobody. */

import { createReadStream, type Stats } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack } from 'tar-stream';
import { EnvironmentError } from '../../core/environment-error.ts';

/**
 * Sockets, pipes and devices are left out. What can't be read destroys the stream with an EnvironmentError.
 * @param node of which the folder is
 */
export function archiveFolder(folder: string, node: string): Readable {
  const archive = pack();
  void (async () => {
    try {
      await addFolder(archive, folder, '.');
      archive.finalize();
    } catch (error) {
      archive.destroy(error as Error);
    }
  })();
  return Readable.from(readable(archive, node));
}

async function* readable(archive: Pack, node: string): AsyncGenerator<unknown> {
  try {
    yield* archive;
  } catch (cause) {
    const { path, message } = cause as NodeJS.ErrnoException;
    const file = path === undefined ? 'a file' : `the file ${path}`;
    throw new EnvironmentError(`${file} of node ${node} can't be read: ${message}`, {
      remedy: "let the user who runs Wirelab read it, or take it out of the node's `files:`",
      cause,
    });
  }
}

async function addFolder(archive: Pack, folder: string, name: string): Promise<void> {
  const stats = await lstat(folder);
  await added(archive, { name, type: 'directory', mode: 0o755, mtime: stats.mtime });
  for (const entry of (await readdir(folder)).sort()) {
    await addEntry(archive, join(folder, entry), `${name}/${entry}`);
  }
}

async function addEntry(archive: Pack, path: string, name: string): Promise<void> {
  const stats = await lstat(path);
  if (stats.isDirectory()) return addFolder(archive, path, name);
  if (stats.isSymbolicLink()) {
    return added(archive, { name, type: 'symlink', linkname: await readlink(path), mtime: stats.mtime });
  }
  if (stats.isFile()) return addFile(archive, path, name, stats);
}

async function addFile(archive: Pack, path: string, name: string, stats: Stats): Promise<void> {
  const mode = (stats.mode & 0o111) === 0 ? 0o644 : 0o755;
  const header = { name, type: 'file' as const, size: stats.size, mode, mtime: stats.mtime };
  if (stats.size === 0) return added(archive, header);
  // What is appended meanwhile stays out: the header has told the size.
  await pipeline(createReadStream(path, { end: stats.size - 1 }), archive.entry(header));
}

function added(archive: Pack, header: Parameters<Pack['entry']>[0]): Promise<void> {
  return new Promise((resolve, reject) => {
    archive.entry(header, '', (error) => (error ? reject(error) : resolve()));
  });
}
