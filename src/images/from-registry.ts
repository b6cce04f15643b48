/** Images by their Dockerfiles, from bases that a registry has, each pinned to its digest. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { type ImageName, imageNames } from '../core/lab/own-image.ts';
import type { BuildRequest } from './build-request.ts';
import { type DigestLock, readLock, writeLock } from './digest-lock.ts';
import { lineage, referenceOf } from './image-name.ts';
import { productEntries } from './product.ts';
import { readRecipe } from './recipe.ts';

/** Build arguments of the Dockerfiles that stand for images of a registry. */
const bases: Readonly<Partial<Record<ImageName, { readonly argument: string; readonly tag: string }>>> = {
  base: { argument: 'DEBIAN', tag: 'debian:bookworm-slim' },
  tools: { argument: 'NODE', tag: 'node:20-bookworm-slim' },
};

type Digests = Map<string, string>;

/** @throws EnvironmentError where there is no registry, or a build fails */
export async function pullBases(request: BuildRequest): Promise<Digests> {
  const lock: DigestLock = request.fresh ? {} : readLock();
  const digests: Digests = new Map();
  for (const name of wanted(request.names)) {
    const base = bases[name];
    if (base === undefined) continue;
    const pinned = lock[base.tag];
    request.onProgress(name, `pulling ${pinned ?? base.tag}`);
    digests.set(
      base.tag,
      await request.maker.pull(pinned ?? base.tag, (line) => request.onProgress(name, line)),
    );
  }
  const file = writeLock({ ...readLock(), ...Object.fromEntries(digests) });
  if (file === null) request.onProgress('base', 'the digests could not be written to images/lock.json');
  return digests;
}

/** @param digests of `pullBases` */
export async function buildFromRegistry(request: BuildRequest, digests: Digests): Promise<void> {
  for (const name of wanted(request.names)) {
    const parent = lineage(name).at(-2);
    const base = bases[name];
    const digest = base === undefined ? undefined : digests.get(base.tag);
    await request.maker.build(contextOf(name), {
      reference: referenceOf(name),
      buildArguments: {
        ...(parent === undefined ? {} : { PARENT: referenceOf(parent) }),
        ...(base === undefined || digest === undefined ? {} : { [base.argument]: digest }),
      },
      fresh: request.fresh,
      onProgress: (line) => request.onProgress(name, line),
    });
  }
}

/** What they stand on comes first. */
function wanted(names: readonly ImageName[]): ImageName[] {
  const all = new Set(names.flatMap(lineage));
  return imageNames.filter((name) => all.has(name));
}

function contextOf(name: ImageName): Readable {
  const { folder, dockerfile } = readRecipe(name);
  const archive = pack();
  if (name === 'wirelab') {
    for (const { header, content } of productEntries('product')) archive.entry(header, content);
    archive.entry({ name: 'Dockerfile' }, ofProduct(dockerfile));
  } else {
    for (const file of readdirSync(folder)) {
      const path = join(folder, file);
      if (statSync(path).isFile()) archive.entry({ name: file }, readFileSync(path));
    }
  }
  archive.finalize();
  // tar-stream's streams are not Node's own.
  return Readable.from(archive);
}

/** The last stage alone: what is installed here needs no compiling. */
function ofProduct(dockerfile: string): string {
  const lastStage = dockerfile.slice(dockerfile.lastIndexOf('\nFROM ') + 1);
  return `ARG PARENT\n${lastStage.replace(/^COPY --from=build .*$/m, 'COPY product /opt/wirelab')}`;
}
