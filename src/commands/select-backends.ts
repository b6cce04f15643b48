/** Which runtime and which emulator each lab of a command uses; both are made once and shared. */

import type { EmulatorName, RuntimeName } from '../core/backend/backend-choice.ts';
import {
  type Choice,
  chooseEmulator,
  chooseRuntime,
  type Hindrance,
} from '../core/backend/backend-choice.ts';
import { dockerNeeds } from '../core/backend/docker-needs.ts';
import { EnvironmentError } from '../core/environment-error.ts';
import type { Lab } from '../core/lab/lab.ts';
import type { Emulator } from '../emulator/emulator.ts';
import { FabricEmulator } from '../emulator/fabric/fabric-emulator.ts';
import { namespacesHindrance } from '../runtime/capability/requirement.ts';
import { dockerRuntime } from '../runtime/docker/docker-runtime.ts';
import { namespacesRuntime } from '../runtime/namespaces/namespaces-runtime.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { RunCommandOptions } from './run-options.ts';

export interface Backends {
  readonly runtime: Runtime;
  readonly emulator: Emulator;
  /** Why these, where the user left it to us: for the run's environment. */
  readonly facts: Readonly<Record<string, string>>;
}

type Wishes = Pick<RunCommandOptions, 'runtime' | 'emulator' | 'capture'>;

export class BackendSelection implements AsyncDisposable {
  readonly #wishes: Wishes;
  readonly #runtimes = new Map<RuntimeName, Runtime>();
  readonly #emulators = new Map<EmulatorName, Emulator>();
  readonly #hindrance: Hindrance;

  constructor(wishes: Wishes) {
    if (wishes.emulator === 'netem') {
      throw new EnvironmentError('this version has no netem emulator', {
        remedy: 'Use --emulator fabric, which needs no kernel module',
      });
    }
    this.#wishes = wishes;
    this.#hindrance = wishes.runtime === 'auto' ? namespacesHindrance() : null;
  }

  /** Begins, before any lab is read, what most labs will need. */
  prepare(): void {
    const { name } = chooseRuntime(this.#wishes.runtime, [], this.#hindrance);
    if (this.#wishes.emulator !== 'netem') this.#emulator('fabric').prepare(this.#runtime(name));
  }

  choose(lab: Lab): Backends {
    const { runtime: wantedRuntime, emulator: wantedEmulator } = this.#wishes;
    const runtime = chooseRuntime(wantedRuntime, dockerNeeds(lab), this.#hindrance);
    const emulator = chooseEmulator(wantedEmulator, ['netem is to come'], null);
    return {
      runtime: this.#runtime(runtime.name),
      emulator: this.#emulator(emulator.name),
      facts: {
        ...reason('runtime', wantedRuntime, runtime),
        ...reason('emulator', wantedEmulator, emulator),
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#emulators.values()].map((emulator) => emulator.close()));
  }

  #runtime(name: RuntimeName): Runtime {
    const runtime = this.#runtimes.get(name) ?? (name === 'docker' ? dockerRuntime() : namespacesRuntime());
    this.#runtimes.set(name, runtime);
    return runtime;
  }

  #emulator(name: EmulatorName): Emulator {
    const emulator = this.#emulators.get(name) ?? new FabricEmulator();
    this.#emulators.set(name, emulator);
    return emulator;
  }
}

function reason(what: string, wanted: string, choice: Choice<string>): Record<string, string> {
  return wanted === 'auto' ? { [`${what} ${choice.name} because`]: choice.why } : {};
}
