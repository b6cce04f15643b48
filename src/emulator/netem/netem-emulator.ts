/** The kernel's netem as an emulator. */

import { EnvironmentError } from '../../core/environment-error.ts';
import type { NetworkHost } from '../../runtime/network-host.ts';
import type { Sandbox } from '../../runtime/runtime.ts';
import type { EmulatedLinks, Emulator } from '../emulator.ts';
import { NetemLinks } from './netem-links.ts';
import { type NetemTools, probeNetem, readTools } from './netem-tools.ts';

export class NetemEmulator implements Emulator {
  readonly name = 'netem';
  readonly device = 'veth';

  /** What the first case found holds for the others: one kernel carries them all. */
  #tools: Promise<NetemTools> | null = null;

  /** There is nothing to start beforehand. */
  prepare(): void {}

  async open(sandbox: Sandbox): Promise<EmulatedLinks> {
    this.#tools ??= findTools(sandbox.network);
    return new NetemLinks(sandbox, await this.#tools);
  }

  async close(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {}
}

async function findTools(network: NetworkHost): Promise<NetemTools> {
  const [found, tools] = await Promise.all([probeNetem(network), readTools(network)]);
  if (!found.ok) throw new EnvironmentError(found.why, { remedy: found.remedy });
  return tools;
}
