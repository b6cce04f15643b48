/** What in an engine carries Wirelab's labels. */

import type { EngineClient } from './client.ts';
import { removeContainer } from './container.ts';
import { ownerLabel, runLabel } from './run-label.ts';

export interface OwnedObject {
  readonly kind: 'container' | 'network' | 'volume';
  readonly id: string;
  readonly run: string;
  /** The label as found. */
  readonly owner: string | undefined;
  readonly isRunning: boolean;
}

/** @param run null for all runs */
export async function ownedObjects(client: EngineClient, run: string | null): Promise<OwnedObject[]> {
  const filters = { label: [run === null ? runLabel : `${runLabel}=${run}`] };
  const [containers, networks, volumes] = await Promise.all([
    client.ask('list containers', (docker) => docker.listContainers({ all: true, filters })),
    client.ask('list networks', (docker) => docker.listNetworks({ filters })),
    client.ask('list volumes', (docker) => docker.listVolumes({ filters })),
  ]);
  const found = [
    ...containers.map(({ Id, Labels, State }) => ({
      kind: 'container' as const,
      id: Id,
      labels: Labels,
      isRunning: State === 'running' || State === 'paused' || State === 'restarting',
    })),
    ...networks.map(({ Id, Labels }) => ({
      kind: 'network' as const,
      id: Id,
      labels: Labels,
      isRunning: false,
    })),
    ...(volumes.Volumes ?? []).map(({ Name, Labels }) => ({
      kind: 'volume' as const,
      id: Name,
      labels: Labels,
      isRunning: false,
    })),
  ];
  // The labels themselves decide, whatever the engine made of the filter.
  return found.flatMap(({ labels, ...object }) => {
    const itsRun = labels?.[runLabel];
    if (itsRun === undefined || (run !== null && itsRun !== run)) return [];
    return [{ ...object, run: itsRun, owner: labels?.[ownerLabel] }];
  });
}

/** Containers first: they hold the rest. What will not go is left to the caller. */
export async function removeObjects(
  client: EngineClient,
  objects: readonly OwnedObject[],
): Promise<{ readonly gone: readonly OwnedObject[]; readonly left: readonly OwnedObject[] }> {
  const gone: OwnedObject[] = [];
  const left: OwnedObject[] = [];
  const remove = async (object: OwnedObject) => {
    try {
      await removeObject(client, object);
      gone.push(object);
    } catch {
      left.push(object);
    }
  };
  await Promise.all(objects.filter(({ kind }) => kind === 'container').map(remove));
  await Promise.all(objects.filter(({ kind }) => kind !== 'container').map(remove));
  return { gone, left };
}

export async function removeNetwork(client: EngineClient, id: string): Promise<void> {
  await client.askFor('remove a network', (docker) => docker.getNetwork(id).remove());
}

export async function removeVolume(client: EngineClient, name: string): Promise<void> {
  await client.askFor('remove a volume', (docker) => docker.getVolume(name).remove({ force: true }));
}

function removeObject(client: EngineClient, { kind, id }: OwnedObject): Promise<unknown> {
  switch (kind) {
    case 'container':
      return removeContainer(client, id);
    case 'network':
      return removeNetwork(client, id);
    case 'volume':
      return removeVolume(client, id);
    default:
      return kind satisfies never;
  }
}
