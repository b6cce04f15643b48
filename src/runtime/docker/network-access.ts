/** From where the networks of an engine's containers are reached: this machine, or a helper container. */

import { setTimeout as pause } from 'node:timers/promises';
import { LocalHost } from '../local-host.ts';
import type { NetworkHost } from '../network-host.ts';
import type { Engine, EngineRun } from './engine/engine.ts';
import { HelperHost } from './helper/helper-host.ts';
import { holdWireNamespace, silenceNamespace } from './wire-namespace.ts';

export type NetworkReach = 'this machine' | 'helper container';

export interface NetworkAccess {
  readonly host: NetworkHost;
  /** Null where none was asked for. */
  readonly wireNamespace: string | null;
  /** Resolves with the cause if it is lost before it is closed. */
  readonly lost: Promise<string>;
  close(): Promise<void>;
}

const patienceMs = 2000;

/** Root on the engine's own machine needs no helper: found out by trying. */
export async function networkReach({ facts }: Engine): Promise<NetworkReach> {
  if (!facts.isLocal || process.getuid?.() !== 0) return 'helper container';
  try {
    const host = new LocalHost();
    const tried = await Promise.all([
      host.run(['ip', '-Version']),
      host.run(['unshare', '--net', '--', 'nsenter', '--net=/proc/self/ns/net', '--', 'true']),
    ]);
    return tried.every(({ exitCode }) => exitCode === 0) ? 'this machine' : 'helper container';
  } catch {
    // A tool isn't installed; the helper has them all.
    return 'helper container';
  }
}

export async function openNetworkAccess(
  reach: NetworkReach,
  engine: Engine,
  run: EngineRun,
  withWire: boolean,
): Promise<NetworkAccess> {
  return reach === 'this machine' ? openHere(withWire) : openHelper(engine, run, withWire);
}

async function openHere(withWire: boolean): Promise<NetworkAccess> {
  const host = new LocalHost();
  const close = async () => {
    const children = [...host.children];
    for (const child of children) if (!child.stdin.destroyed) child.stdin.end();
    await Promise.all(
      children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const gone = new Promise((resolve) => {
          child.once('exit', resolve);
          child.once('error', resolve);
        });
        const late = new AbortController();
        void pause(patienceMs, undefined, { signal: late.signal }).then(
          () => child.kill('SIGKILL'),
          () => {},
        );
        await gone;
        late.abort();
      }),
    );
  };
  try {
    const wireNamespace = withWire ? await holdWireNamespace(host) : null;
    return { host, wireNamespace, lost: new Promise(() => {}), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openHelper(engine: Engine, run: EngineRun, withWire: boolean): Promise<NetworkAccess> {
  const host = await HelperHost.open(engine, run);
  if (withWire) await silenceNamespace(host);
  return {
    host,
    wireNamespace: withWire ? host.networkNamespace : null,
    lost: host.died,
    close: () => host.close(),
  };
}
