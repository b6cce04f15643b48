import type { Readable } from 'node:stream';
import { EnvironmentError } from '../../../core/environment-error.ts';
import type { Subnet } from '../../../core/plan/subnet.ts';
import type { EngineClient } from './client.ts';
import { RunContainer } from './container.ts';
import type {
  ContainerCreateOptions,
  ContainerEvent,
  EngineNetwork,
  EngineRun,
  EngineVolume,
  EngineWatch,
} from './engine.ts';
import { createInternetNetwork } from './internet-network.ts';
import { ownedObjects, removeObjects } from './owned-objects.ts';
import { runLabels } from './run-label.ts';
import { createFilledVolume } from './volume.ts';
import { watchContainers } from './watch.ts';

export class RunObjects implements EngineRun {
  readonly runId: string;
  readonly #client: EngineClient;
  readonly #labels: Readonly<Record<string, string>>;

  constructor(client: EngineClient, runId: string) {
    this.#client = client;
    this.runId = runId;
    this.#labels = runLabels(runId);
  }

  async createContainer(options: ContainerCreateOptions, name?: string): Promise<RunContainer> {
    const { id } = await this.#client.ask('create a container', (docker) =>
      docker.createContainer({
        ...options,
        ...(name === undefined ? {} : { name }),
        Labels: { ...options.Labels, ...this.#labels },
      }),
    );
    return new RunContainer(this.#client, id);
  }

  createVolume(archive: Readable | Buffer, imageForFilling: string): Promise<EngineVolume> {
    return createFilledVolume(this.#client, this.#labels, archive, imageForFilling);
  }

  createInternetNetwork(avoid: readonly Subnet[]): Promise<EngineNetwork> {
    return createInternetNetwork(this.#client, this.runId, this.#labels, avoid);
  }

  watch(listener: (event: ContainerEvent) => void): Promise<EngineWatch> {
    return watchContainers(this.#client, this.runId, listener);
  }

  async removeAll(): Promise<void> {
    const objects = await ownedObjects(this.#client, this.runId);
    const { left } = await removeObjects(this.#client, objects);
    if (left.length === 0) return;
    const names = left.map(({ kind, id }) => `${kind} ${id}`).join(', ');
    throw new EnvironmentError(`the container engine did not remove ${names}`, {
      remedy: 'run `wirelab clean`, or remove them by hand',
    });
  }
}
