import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ImageSettings } from '../../src/images/dockerfile.ts';
import { type ImageParts, imageArchive } from '../../src/images/image-archive.ts';
import { writeLayer } from '../../src/images/layer.ts';
import { readTar } from './archives.ts';

const folder = mkdtempSync(join(tmpdir(), 'wirelab-archive-'));
afterAll(() => rmSync(folder, { recursive: true }));

const nothing: ImageSettings = {
  env: {},
  labels: {},
  user: null,
  workingDirectory: null,
  entrypoint: null,
  command: null,
};

async function parts(): Promise<ImageParts> {
  const layer = (name: string) =>
    writeLayer(join(folder, `${name}.tar`), 0, () => [{ header: { name }, content: Buffer.from(name) }]);
  return {
    reference: 'wirelab/c:latest',
    architecture: 'arm64',
    createdAt: new Date(0),
    settings: [
      {
        ...nothing,
        env: { LANG: 'C', PATH: '/bin' },
        user: 'lab',
        command: ['sh'],
        labels: { title: 'base' },
      },
      { ...nothing, env: { PATH: '/opt/bin' }, labels: { title: 'c' } },
    ],
    layers: [await layer('lower'), await layer('upper')],
  };
}

describe('imageArchive', () => {
  it('is what `docker load` reads: a manifest that names its configuration and layers', async () => {
    const image = await parts();
    const archive = imageArchive(image);
    const entries = await readTar(archive.stream());
    const [manifest] = JSON.parse(String(entries.get('manifest.json')?.content));
    expect(manifest.RepoTags).toEqual(['wirelab/c:latest']);
    const config = entries.get(manifest.Config)?.content ?? Buffer.alloc(0);
    expect(archive.id).toBe(`sha256:${createHash('sha256').update(config).digest('hex')}`);
    const digests = manifest.Layers.map(
      (name: string) =>
        `sha256:${createHash('sha256')
          .update(entries.get(name)?.content ?? '')
          .digest('hex')}`,
    );
    expect(digests).toEqual(image.layers.map(({ diffId }) => diffId));
    expect(JSON.parse(String(config)).rootfs.diff_ids).toEqual(digests);
  });

  it("lays an image's settings over those of the image it stands on", async () => {
    const entries = await readTar(imageArchive(await parts()).stream());
    const [manifest] = JSON.parse(String(entries.get('manifest.json')?.content));
    const { config, architecture } = JSON.parse(String(entries.get(manifest.Config)?.content));
    expect(architecture).toBe('arm64');
    expect(config).toMatchObject({
      Env: ['LANG=C', 'PATH=/opt/bin'],
      User: 'lab',
      Cmd: ['sh'],
      Labels: { title: 'c' },
    });
  });

  it('comes to the same ID from the same parts', async () => {
    const image = await parts();
    expect(imageArchive(image).id).toBe(imageArchive(await parts()).id);
    expect(imageArchive({ ...image, createdAt: new Date(1000) }).id).not.toBe(imageArchive(image).id);
  });
});
