/** Wirelab's own tools for containers of any image: a static busybox, out of the tools image. */

import { basename, join, relative } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract, pack } from 'tar-stream';
import { EnvironmentError } from '../../core/environment-error.ts';
import type { EngineRun, ImageFacts } from './engine/engine.ts';
import { busybox, handyTools, handyToolsFolder } from './node-container.ts';

export const toolsImage = 'wirelab/tools';
const source = '/usr/bin/busybox';

/** By image: what an image holds never changes. */
const archives = new Map<string, Promise<Buffer>>();

export function toolsArchive(run: EngineRun, image: ImageFacts): Promise<Buffer> {
  const known = archives.get(image.id);
  if (known !== undefined) return known;
  const made = makeArchive(run, image);
  archives.set(image.id, made);
  made.catch(() => archives.delete(image.id));
  return made;
}

async function makeArchive(run: EngineRun, image: ImageFacts): Promise<Buffer> {
  const container = await run.createContainer({
    Image: image.id,
    Entrypoint: ['/never-started'],
    NetworkDisabled: true,
    HostConfig: { NetworkMode: 'none' },
  });
  try {
    const program = await firstFile(await container.getArchive(source));
    const archive = pack();
    archive.entry({ name: 'busybox', mode: 0o755 }, program);
    archive.entry({ name: basename(handyToolsFolder), type: 'directory', mode: 0o755 });
    for (const name of handyTools) {
      archive.entry({
        name: join(basename(handyToolsFolder), name),
        type: 'symlink',
        linkname: relative(handyToolsFolder, busybox),
      });
    }
    archive.finalize();
    return await buffer(archive);
  } finally {
    await container.remove();
  }
}

async function firstFile(archive: Readable): Promise<Buffer> {
  try {
    for await (const entry of archive.pipe(extract())) {
      if (entry.header.type === 'file') return await buffer(entry);
      entry.resume();
    }
  } finally {
    archive.destroy();
  }
  throw new EnvironmentError(`the image ${toolsImage} has no ${source}`, {
    remedy: 'build it again: `wirelab images build tools`',
  });
}
