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
import { netemObstacles } from '../core/netem/netem-obstacles.ts';
import type { Emulator } from '../emulator/emulator.ts';
import { FabricEmulator } from '../emulator/fabric/fabric-emulator.ts';
import { NetemEmulator } from '../emulator/netem/netem-emulator.ts';
import { type NetemProbe, probeNetem } from '../emulator/netem/netem-tools.ts';
import { namespacesHindrance } from '../runtime/capability/requirement.ts';
import { requireTracer } from '../runtime/capability/tracer.ts';
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
  /** By runtime, what keeps its kernel's netem from being used. */
  readonly #netem = new Map<RuntimeName, Promise<NetemProbe>>();
  readonly #hindrance: Hindrance;

  constructor(wishes: Wishes) {
    this.#wishes = wishes;
    this.#hindrance = wishes.runtime === 'auto' ? namespacesHindrance() : null;
  }

  /** Begins, before any lab is read, what most labs will need. */
  prepare(): void {
    const { name } = chooseRuntime(this.#wishes.runtime, [], this.#hindrance);
    if (this.#wishes.emulator !== 'netem') this.#emulator('fabric').prepare(this.#runtime(name));
  }

  /** Throws EnvironmentError where netem is asked for and isn't there, or the engine can't be reached to find out. */
  async choose(lab: Lab): Promise<Backends> {
    const { runtime: wantedRuntime, emulator: wantedEmulator } = this.#wishes;
    const runtime = chooseRuntime(wantedRuntime, dockerNeeds(lab), this.#hindrance);
    requireTracer(lab, runtime.name);
    const obstacles = [
      ...(lab.submission === null ? [] : ['a graded lab must give each packet the same fate in every run']),
      ...(this.#wishes.capture === true ? ['captures are made by the fabric'] : []),
      ...lab.cases.flatMap((resolved) => netemObstacles(resolved)),
    ];
    const isOpen = wantedEmulator === 'auto' && obstacles.length === 0;
    const hindrance = isOpen ? await this.#netemHindrance(runtime.name) : null;
    const emulator = chooseEmulator(wantedEmulator, obstacles, hindrance);
    if (wantedEmulator === 'netem') await this.#requireNetem(runtime.name);
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
    const emulator =
      this.#emulators.get(name) ?? (name === 'netem' ? new NetemEmulator() : new FabricEmulator());
    this.#emulators.set(name, emulator);
    return emulator;
  }

  async #netemHindrance(name: RuntimeName): Promise<Hindrance> {
    const found = await this.#probe(name);
    return found.ok ? null : found;
  }

  /** Before anything starts. */
  async #requireNetem(name: RuntimeName): Promise<void> {
    const found = await this.#probe(name);
    if (!found.ok) throw new EnvironmentError(found.why, { remedy: found.remedy });
  }

  #probe(name: RuntimeName): Promise<NetemProbe> {
    const found = this.#netem.get(name) ?? this.#runtime(name).withNetwork((network) => probeNetem(network));
    this.#netem.set(name, found);
    return found;
  }
}

function reason(what: string, wanted: string, choice: Choice<string>): Record<string, string> {
  return wanted === 'auto' ? { [`${what} ${choice.name} because`]: choice.why } : {};
}
