/** Which runtime and which emulator a run uses, and why. */

import { EnvironmentError } from '../core/environment-error.ts';
import type { Emulator } from '../emulator/emulator.ts';
import { FabricEmulator } from '../emulator/fabric/fabric-emulator.ts';
import { namespacesRuntime } from '../runtime/namespaces/namespaces-runtime.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { RunCommandOptions } from './run-options.ts';

export interface Backends {
  readonly runtime: Runtime;
  readonly emulator: Emulator;
}

/** @throws EnvironmentError for those that this version doesn't have. */
export function selectBackends({
  runtime,
  emulator,
}: Pick<RunCommandOptions, 'runtime' | 'emulator'>): Backends {
  if (runtime === 'docker') {
    throw new EnvironmentError('this version has no docker runtime', {
      remedy: 'Use --runtime namespaces, which needs no daemon',
    });
  }
  if (emulator === 'netem') {
    throw new EnvironmentError('this version has no netem emulator', {
      remedy: 'Use --emulator fabric, which needs no kernel module',
    });
  }
  return { runtime: namespacesRuntime(), emulator: new FabricEmulator() };
}
