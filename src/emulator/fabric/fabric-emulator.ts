/** The orchestrator's side of the fabric: starts its process, tells it what to do, hears what happens. */

import { ownProcess } from '../../own-process.ts';
import type { Sandbox } from '../../runtime/runtime.ts';
import type { EmulatedLinks, Emulator } from '../emulator.ts';
import { FabricLinks } from './fabric-links.ts';

/** Little garbage is made, and it is collected without waiting for threads that may not get to run. */
const nodeOptions = ['--max-semi-space-size=16', '--single-threaded-gc'];

export const fabricEmulator: Emulator = {
  name: 'fabric',
  device: 'tap',
  async open(sandbox: Sandbox): Promise<EmulatedLinks> {
    const argv = ownProcess(new URL('./process/main.ts', import.meta.url), nodeOptions);
    const links = new FabricLinks(sandbox.spawnPrivileged(argv));
    try {
      await links.ready();
    } catch (error) {
      await links.close();
      throw error;
    }
    return links;
  },
};
