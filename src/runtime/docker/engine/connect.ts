import { hostname, release } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { DockerVersion } from 'dockerode';
import { EnvironmentError } from '../../../core/environment-error.ts';
import { describeAddress, type EngineAddress, engineAddresses } from './address.ts';
import { EngineClient, oldestApi } from './client.ts';
import { RunContainer } from './container.ts';
import type { Engine, EngineFacts } from './engine.ts';
import { engineFailure, isAbsent } from './failure.ts';
import { imageMaker } from './image-build.ts';
import { Images } from './images.ts';
import { reapDeadRuns } from './reap.ts';
import { RunObjects } from './run.ts';
import { listenerOf } from './socket-peer.ts';

const probeTimeoutMs = 10_000;

/** What GET /info answers, of which the types know nothing. */
interface EngineInfo {
  readonly Name?: string;
  readonly OperatingSystem?: string;
  readonly OSType?: string;
  readonly KernelVersion?: string;
  readonly CgroupVersion?: string;
  readonly SecurityOptions?: readonly string[];
}

/**
 * The engine that the environment names (DOCKER_HOST, a context); else the first that answers where engines are
 * by custom: Docker's socket, a rootless one, Podman's. Throws EnvironmentError where there is none that will do.
 */
export async function connectEngine(environment: NodeJS.ProcessEnv = process.env): Promise<Engine> {
  let failure: unknown = null;
  for (const address of engineAddresses(environment)) {
    try {
      return await connect(address);
    } catch (error) {
      // The socket that is there and doesn't answer says more than those that aren't.
      if (failure === null || !isAbsent(error)) failure = error;
    }
  }
  throw failure;
}

async function connect(address: EngineAddress): Promise<Engine> {
  const probe = new EngineClient(address, null);
  const version = await answer(address, probe.docker.version());
  const apiVersion = usableApi(version);
  const client = new EngineClient(address, apiVersion);
  const info: EngineInfo = await answer(address, client.docker.info());
  if ((info.OSType ?? version.Os) !== 'linux') {
    throw new EnvironmentError(`the container engine at ${client.address} runs ${info.OSType} containers`, {
      remedy: 'switch Docker Desktop to Linux containers',
    });
  }
  const facts = engineFacts(address, version, info, apiVersion);
  return {
    facts,
    images: new Images(client, facts),
    imageMaker: imageMaker(client),
    openRun: (runId) => new RunObjects(client, runId),
    container: (id) => new RunContainer(client, id),
    reapDeadRuns: (options) => reapDeadRuns(client, options),
    close: () => client.close(),
  };
}

/** Somebody may accept connections, and say nothing. */
async function answer<T>(address: EngineAddress, request: Promise<T>): Promise<T> {
  const timeout = new AbortController();
  const silence = pause(probeTimeoutMs, null, { signal: timeout.signal, ref: false }).then(() => {
    throw Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' });
  });
  silence.catch(() => {});
  try {
    return await Promise.race([request, silence]);
  } catch (error) {
    throw engineFailure(error, 'tell what it is', describeAddress(address));
  } finally {
    timeout.abort();
  }
}

/** Wirelab's own version of the API, or the oldest that the engine still has. */
function usableApi({ ApiVersion, MinAPIVersion, Version }: DockerVersion): string {
  if (compareVersions(ApiVersion, oldestApi) < 0) {
    throw new EnvironmentError(
      `the container engine is too old: version ${Version}, API ${ApiVersion}; Wirelab needs API ${oldestApi}`,
      { remedy: 'upgrade to Docker Engine 20.10, Podman 4, or later' },
    );
  }
  return MinAPIVersion && compareVersions(MinAPIVersion, oldestApi) > 0 ? MinAPIVersion : oldestApi;
}

function compareVersions(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA - majorB || minorA - minorB;
}

function engineFacts(
  address: EngineAddress,
  version: DockerVersion,
  info: EngineInfo,
  apiVersion: string,
): EngineFacts {
  const operatingSystem = info.OperatingSystem ?? version.Os;
  const isPodman = version.Components?.some(({ Name }) => /podman/i.test(Name)) ?? false;
  const isDesktop = /docker desktop/i.test(`${operatingSystem} ${version.Platform?.Name ?? ''}`);
  const kernel = info.KernelVersion ?? version.KernelVersion ?? '';
  const isSameMachine = !isDesktop && kernel === release() && info.Name === hostname();
  return {
    name: isPodman ? 'Podman' : isDesktop ? 'Docker Desktop' : 'Docker Engine',
    version: version.Version,
    apiVersion,
    address: describeAddress(address),
    kernel,
    architecture: architectureOf(version.Arch),
    operatingSystem,
    hostName: info.Name ?? '',
    cgroupVersion: info.CgroupVersion === '2' ? 2 : 1,
    rootless: info.SecurityOptions?.some((option) => /rootless/.test(option)) ?? false,
    isLocal: isSameMachine && address.kind === 'unix' && listenerOf(address.path) !== null,
  };
}

function architectureOf(text: string): string {
  return { x86_64: 'amd64', aarch64: 'arm64' }[text] ?? text;
}
