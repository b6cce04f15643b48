/** What the nodes of a case have in common, made before the first of them. */

import { routedSubnets } from '../../core/plan/internet-subnet.ts';
import type { NodePlan } from '../../core/plan/plan.ts';
import { networkOf } from '../../core/plan/routes.ts';
import { parseSubnet, type Subnet } from '../../core/plan/subnet.ts';
import type { Engine, EngineNetwork, EngineRun, ImageFacts } from './engine/engine.ts';
import { archiveFolder } from './files-archive.ts';
import type { NetworkAccess } from './network-access.ts';
import { defaultImage } from './node-container.ts';

export interface SandboxShare {
  readonly toolsVolume: string;
  readonly images: ReadonlyMap<string, ImageFacts>;
  /** Volumes by the folders of this machine that they hold. */
  readonly volumes: ReadonlyMap<string, string>;
  readonly internet: EngineNetwork | null;
}

interface ShareMakers {
  readonly engine: Engine;
  readonly run: EngineRun;
  readonly access: NetworkAccess;
  readonly toolsVolume: Promise<string>;
  readonly toolsImage: string;
  readonly onProgress: (line: string) => void;
}

/** Throws EnvironmentError for the first thing that the engine won't give. */
export async function shareOf(plans: readonly NodePlan[], makers: ShareMakers): Promise<SandboxShare> {
  const { engine, run } = makers;
  const images = new Set(plans.map(({ spec }) => spec.image ?? defaultImage));
  const folders = new Map(
    plans.flatMap(({ spec }) => (spec.files === null ? [] : [[spec.files, spec.name] as const])),
  );
  const [toolsVolume, imageFacts, volumes, internet] = await settled([
    makers.toolsVolume,
    mapped(images.entries(), (reference) => engine.images.ensure(reference, makers.onProgress)),
    mapped(folders, async (folder, node) => {
      const volume = await run.createVolume(archiveFolder(folder, node), makers.toolsImage);
      return volume.name;
    }),
    plans.some(({ spec }) => spec.internet) ? internetNetwork(plans, makers) : null,
  ]);
  return { toolsVolume, images: imageFacts, volumes, internet };
}

/** As Promise.all; but when it rejects nothing is under way any more. */
async function settled<T extends readonly unknown[]>(
  promises: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

async function mapped<T>(
  entries: Iterable<readonly [string, string]>,
  make: (name: string, value: string) => Promise<T>,
): Promise<ReadonlyMap<string, T>> {
  return new Map(
    await settled([...entries].map(async ([name, value]) => [name, await make(name, value)] as const)),
  );
}

/** Out of the way of the lab's subnets, and of what the engine's machine has routes to. */
async function internetNetwork(
  plans: readonly NodePlan[],
  { run, access }: ShareMakers,
): Promise<EngineNetwork> {
  const routes = await access.host.read('/proc/1/net/route');
  return run.createInternetNetwork([...subnetsOf(plans), ...routedSubnets(routes ?? '')]);
}

function subnetsOf(plans: readonly NodePlan[]): Subnet[] {
  const addresses = plans.flatMap(({ interfaces }) => interfaces.flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]));
  const networks = new Set(addresses.flatMap((address) => (address === null ? [] : [networkOf(address)])));
  return [...networks].flatMap((text) => parseSubnet(text) ?? []);
}
