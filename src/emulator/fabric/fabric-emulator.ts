/** The orchestrator's side of the fabric: starts its process, tells it what to do, hears what happens. */

import { ownProcess } from '../../own-process.ts';
import type { NetworkHost, OwnProcess } from '../../runtime/network-host.ts';
import type { Runtime, Sandbox } from '../../runtime/runtime.ts';
import type { EmulatedLinks, Emulator } from '../emulator.ts';
import { FabricLinks } from './fabric-links.ts';

/** Little garbage is made, and it is collected without waiting for threads that may not get to run. */
const nodeOptions = ['--max-semi-space-size=16', '--single-threaded-gc'];

const entry = new URL('./process/main.ts', import.meta.url);

interface Spare {
  readonly links: FabricLinks;
  readonly ready: Promise<void>;
}

export class FabricEmulator implements Emulator {
  readonly name = 'fabric';
  readonly device = 'tap';
  #spare: Spare | null = null;

  prepare(runtime: Runtime): void {
    if (this.#spare !== null) return;
    const child = runtime.spawnAhead(ownProcess(entry, nodeOptions));
    if (child === null) return;
    const links = new FabricLinks(child, null);
    const ready = links.ready();
    // Whoever opens it hears of a failure; unopened, it doesn't matter.
    ready.catch(() => {});
    this.#spare = { links, ready };
  }

  async open(sandbox: Sandbox): Promise<EmulatedLinks> {
    const spare = this.#spare;
    this.#spare = null;
    const links = spare?.links ?? new FabricLinks(startBeside(sandbox.network), sandbox.network);
    try {
      await (spare?.ready ?? links.ready());
    } catch (error) {
      await links.close();
      throw error;
    }
    return links;
  }

  async close(): Promise<void> {
    const spare = this.#spare;
    this.#spare = null;
    await spare?.links.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function startBeside(network: NetworkHost): OwnProcess {
  return network.spawn(network.ownProgram(entry, nodeOptions));
}
