/** The kernel's netem as an emulator. */

import { EnvironmentError } from '../../core/environment-error.ts';
import type { Sandbox } from '../../runtime/runtime.ts';
import type { EmulatedLinks, Emulator } from '../emulator.ts';
import { NetemLinks } from './netem-links.ts';
import { probeNetem, readTools } from './netem-tools.ts';

export class NetemEmulator implements Emulator {
  readonly name = 'netem';
  readonly device = 'veth';

  /** There is nothing to start beforehand. */
  prepare(): void {}

  async open(sandbox: Sandbox): Promise<EmulatedLinks> {
    const [found, tools] = await Promise.all([probeNetem(sandbox.network), readTools(sandbox.network)]);
    if (!found.ok) throw new EnvironmentError(found.why, { remedy: found.remedy });
    return new NetemLinks(sandbox, tools);
  }

  async close(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {}
}
