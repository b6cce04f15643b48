/** An image as `docker load` takes it: its layers, its configuration, and a manifest. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import type { ImageSettings } from './dockerfile.ts';
import type { Layer } from './layer.ts';

export interface ImageParts {
  readonly reference: string;
  /** As images name it: amd64, arm64. */
  readonly architecture: string;
  readonly createdAt: Date;
  /** From the lowest image on. */
  readonly settings: readonly ImageSettings[];
  readonly layers: readonly Layer[];
}

export interface ImageArchive {
  /** The image's ID in an engine: the same parts make the same. */
  readonly id: string;
  stream(): Readable;
}

export function imageArchive(parts: ImageParts): ImageArchive {
  const config = Buffer.from(JSON.stringify(imageConfig(parts)));
  const digest = createHash('sha256').update(config).digest('hex');
  return { id: `sha256:${digest}`, stream: () => writeArchive(parts, config, `${digest}.json`) };
}

/** OCI image configuration, which Docker's own is a superset of. */
function imageConfig({ architecture, createdAt, settings, layers }: ImageParts): object {
  const last = <Key extends 'user' | 'workingDirectory' | 'entrypoint' | 'command'>(key: Key) =>
    settings.findLast((candidate) => candidate[key] !== null)?.[key] ?? null;
  const env: Record<string, string> = Object.assign({}, ...settings.map((each) => each.env));
  const created = createdAt.toISOString();
  return {
    architecture,
    os: 'linux',
    created,
    config: {
      Env: Object.entries(env).map(([key, value]) => `${key}=${value}`),
      User: last('user') ?? '',
      WorkingDir: last('workingDirectory') ?? '',
      Entrypoint: last('entrypoint'),
      Cmd: last('command'),
      Labels: Object.assign({}, ...settings.map((each) => each.labels)),
    },
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: layers.map(() => ({ created, created_by: 'wirelab images build' })),
  };
}

function writeArchive({ reference, layers }: ImageParts, config: Buffer, configName: string): Readable {
  const archive = pack();
  const nameOf = ({ diffId }: Layer) => `${diffId.replace('sha256:', '')}/layer.tar`;
  const manifest = [{ Config: configName, RepoTags: [reference], Layers: layers.map(nameOf) }];
  const write = async () => {
    for (const layer of layers) {
      const entry = archive.entry({ name: nameOf(layer), size: layer.sizeBytes });
      await pipeline(createReadStream(layer.path), entry);
    }
    archive.entry({ name: configName }, config);
    archive.entry({ name: 'manifest.json' }, JSON.stringify(manifest));
    archive.finalize();
  };
  write().catch((error: Error) => archive.destroy(error));
  // tar-stream's streams are not Node's own.
  return Readable.from(archive);
}
