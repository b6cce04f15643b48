import type { Readable } from 'node:stream';
import type { EngineClient } from './client.ts';
import { removeContainer } from './container.ts';
import type { EngineVolume } from './engine.ts';
import { removeVolume } from './owned-objects.ts';

const mountPoint = '/volume';

/**
 * A volume is filled through a container that is never started: the engine unpacks archives in the volumes of
 * those as well, so any image does. It refuses that for a root that is read-only.
 */
export async function createFilledVolume(
  client: EngineClient,
  labels: Readonly<Record<string, string>>,
  archive: Readable | Buffer,
  image: string,
): Promise<EngineVolume> {
  const { name } = await client.ask('create a volume', (docker) =>
    docker.createVolume({ Labels: { ...labels } }),
  );
  const container = await client.ask('create a container to fill a volume', (docker) =>
    docker.createContainer({
      Image: image,
      Entrypoint: ['/never-started'],
      Labels: { ...labels },
      NetworkDisabled: true,
      HostConfig: {
        NetworkMode: 'none',
        Mounts: [{ Type: 'volume', Source: name, Target: mountPoint, VolumeOptions: noCopy }],
      },
    }),
  );
  await client.ask('fill a volume', () => container.putArchive(archive, { path: mountPoint }));
  await removeContainer(client, container.id);
  return { name, remove: () => removeVolume(client, name) };
}

/** The image's own files at the mount point stay out of it. */
const noCopy = { NoCopy: true, Labels: {}, DriverConfig: { Name: '', Options: {} } };
