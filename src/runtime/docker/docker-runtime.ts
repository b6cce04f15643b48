/** Nodes as containers of a Docker engine, or of one that talks like it. */

import { randomBytes } from 'node:crypto';
import type { NetworkHost } from '../network-host.ts';
import type { Runtime, Sandbox, SandboxOptions } from '../runtime.ts';
import { DockerSandbox } from './docker-sandbox.ts';
import { connectEngine } from './engine/connect.ts';
import type { Engine } from './engine/engine.ts';
import { type NetworkReach, networkReach, openNetworkAccess } from './network-access.ts';
import { toolsArchive, toolsImage } from './tools-archive.ts';

export interface DockerOptions {
  /** DOCKER_HOST and the like; this process's unless given. */
  readonly environment?: NodeJS.ProcessEnv;
  /** From where networks are reached; what works best unless given. */
  readonly reach?: NetworkReach;
}

interface Connected {
  readonly engine: Engine;
  readonly reach: NetworkReach;
}

export function dockerRuntime(options: DockerOptions = {}): Runtime {
  let connecting: Promise<Connected> | null = null;
  const connected = () => {
    connecting ??= connect(options);
    // The next may find an engine.
    connecting.catch(() => {
      connecting = null;
    });
    return connecting;
  };
  return {
    name: 'docker',
    open: async (sandbox) => open(await connected(), sandbox),
    withNetwork: async (use) => withNetwork(await connected(), use),
    spawnAhead: () => null,
  };
}

async function connect({ environment, reach }: DockerOptions): Promise<Connected> {
  const engine = await connectEngine(environment);
  const [best] = await Promise.all([reach ?? networkReach(engine), engine.reapDeadRuns()]);
  return { engine, reach: best };
}

async function open({ engine, reach }: Connected, options: SandboxOptions): Promise<Sandbox> {
  const { runId, device, handsOn = false, onProgress = () => {} } = options;
  const tools = await engine.images.ensure(toolsImage);
  const run = engine.openRun(runId);
  const toolsVolume = (async () => {
    const archive = await toolsArchive(run, tools);
    const volume = await run.createVolume(archive, tools.id);
    return volume.name;
  })();
  // Whoever makes nodes hears of it.
  toolsVolume.catch(() => {});
  try {
    const access = await openNetworkAccess(reach, engine, run, device === 'veth');
    const sandbox = new DockerSandbox({
      ...{ engine, run, reach, access, toolsVolume, toolsImage: tools.id, handsOn, onProgress },
    });
    try {
      await sandbox.watch();
      return sandbox;
    } catch (error) {
      await sandbox.close();
      throw error;
    }
  } catch (error) {
    await toolsVolume.catch(() => {});
    await run.removeAll().catch(() => {});
    throw error;
  }
}

async function withNetwork<Finding>(
  { engine, reach }: Connected,
  use: (network: NetworkHost) => Promise<Finding>,
): Promise<Finding> {
  const run = engine.openRun(`probe-${process.pid.toString(36)}-${randomBytes(4).toString('hex')}`);
  try {
    const access = await openNetworkAccess(reach, engine, run, false);
    try {
      return await use(access.host);
    } finally {
      await access.close();
    }
  } finally {
    await run.removeAll();
  }
}
