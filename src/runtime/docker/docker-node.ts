/** A node that is up, as a container. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { NodePlan } from '../../core/plan/plan.ts';
import type { NetworkHost, OwnProcess } from '../network-host.ts';
import { NetworkTables } from '../node-network/network-tables.ts';
import type { SettingsInForce } from '../node-network/read-back.ts';
import type { ContainerEntrance, ProgramLaunch, RunningNode, RunningProgram } from '../runtime.ts';
import { ContainerUsage } from './container-usage.ts';
import type { AttachedStreams, EngineContainer } from './engine/engine.ts';
import { containerLimits } from './node-limits.ts';
import { type Admission, startProgram } from './program.ts';
import { shareArgv, signalArgv } from './program-script.ts';

export interface DockerNodeParts {
  readonly plan: NodePlan;
  readonly container: EngineContainer;
  /** As DOCKER_HOST would name its engine. */
  readonly engineAddress: string;
  /** Its main process's standard input. */
  readonly lifeline: AttachedStreams;
  /** Of its main process, as the engine's kernel numbers it. */
  readonly pid: number;
  readonly host: NetworkHost;
  readonly user: string;
  /** Of its image. */
  readonly environment: Readonly<Record<string, string>>;
  readonly adopter: readonly string[];
  readonly cgroupVersion: 1 | 2;
  readonly settings: SettingsInForce;
}

export class DockerNode implements RunningNode {
  readonly name: string;
  readonly networkNamespace: string;
  readonly sysctls: Readonly<Record<string, string>>;
  readonly skippedSysctls: readonly string[];
  readonly died: Promise<string>;
  readonly #parts: DockerNodeParts;
  readonly #usage: ContainerUsage;
  readonly #tables = new NetworkTables((name) => this.#net(name));
  readonly #agents = new Set<OwnProcess>();
  /** All that were ever started: what they left behind needs room as well. But not those that prepared the node. */
  #programs = 0;
  #running = 0;
  #started = 0;
  /** Of so many programs' worth are the container's limits. */
  #roomFor = 1;
  #widened: Promise<void> = Promise.resolve();
  #isOver = false;
  #die: (cause: string) => void = () => {};

  constructor(parts: DockerNodeParts) {
    this.name = parts.plan.spec.name;
    this.networkNamespace = `/proc/${parts.pid}/ns/net`;
    this.sysctls = parts.settings.sysctls;
    this.skippedSysctls = parts.settings.skippedSysctls;
    this.#parts = parts;
    this.#usage = new ContainerUsage(parts.host, parts.pid, parts.cgroupVersion);
    this.died = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  get containerId(): string {
    return this.#parts.container.id;
  }

  get entrance(): ContainerEntrance {
    const { container, engineAddress, user } = this.#parts;
    const place = { folder: this.#folder, environment: this.#environment };
    return {
      by: 'engine',
      address: engineAddress,
      container: container.id,
      user: '0:0',
      programUser: user,
      ...place,
    };
  }

  start(launch: ProgramLaunch): RunningProgram {
    const { plan, container, user, adopter, pid, host } = this.#parts;
    const { limits } = plan.spec;
    return startProgram(launch, {
      folder: launch.folder ?? this.#folder,
      environment: this.#environment,
      adopter,
      timeLimitMs: limits.timeMs,
      usage: this.#usage,
      admit: () => this.#admit(launch.isPreparation === true),
      exec: (argv, stdin) => container.exec({ argv, user, workingDirectory: '/', stdin }),
      signal: async (top, spared, name) => {
        // Where it has gone meanwhile there is nobody to signal.
        await host.run(signalArgv(pid, top, spared, name)).catch(() => {});
      },
      schedstat: async (top, spared) => {
        const found = await host.run(shareArgv(pid, top, spared)).catch(() => null);
        return found?.stdout ?? '';
      },
      lost: (cause) => this.end(cause),
      confirmAlive: () => this.#confirmAlive(),
    });
  }

  spawnAgent(argv: readonly string[]): OwnProcess {
    const agent = this.#parts.host.spawn(argv, { networkNamespace: this.networkNamespace });
    this.#agents.add(agent);
    agent.once('exit', () => this.#agents.delete(agent));
    return agent;
  }

  isListening(protocol: 'tcp' | 'udp', port: number): Promise<boolean> {
    return this.#tables.isListening(protocol, port);
  }

  counters(): Promise<Readonly<Record<string, number>>> {
    return this.#tables.counters();
  }

  /** It was told to end. */
  release(): void {
    this.#isOver = true;
    this.#endAgents();
  }

  /** Throws EnvironmentError where the engine won't. */
  async remove(): Promise<void> {
    await this.#parts.container.remove();
    this.#parts.lifeline.destroy();
  }

  /** It has ended without having been told to. Resolves once whoever waits for that has heard. */
  async end(cause: string): Promise<void> {
    if (!this.#isOver) {
      this.#isOver = true;
      this.#die(cause);
      this.#endAgents();
    }
    await nextTurn();
  }

  get #folder(): string {
    return this.#parts.plan.spec.files === null ? '/home/lab' : '/lab';
  }

  get #environment(): Readonly<Record<string, string>> {
    return { ...this.#parts.environment, HOME: '/home/lab', LAB_NODE: this.name };
  }

  /** A table of its network; empty when the machine has no IPv6, or the node has ended. */
  async #net(name: string): Promise<string> {
    return (await this.#parts.host.read(`/proc/${this.#parts.pid}/net/${name}`)) ?? '';
  }

  #endAgents(): void {
    for (const agent of this.#agents) agent.stdin?.end();
  }

  async #confirmAlive(): Promise<void> {
    if (this.#isOver) return nextTurn();
    try {
      const { running, exitCode } = await this.#parts.container.state();
      if (!running) await this.end(`its container ended with status ${exitCode}`);
    } catch (error) {
      await this.end(error instanceof Error ? error.message : String(error));
    }
  }

  async #admit(isPreparation: boolean): Promise<Admission> {
    const { plan, container, user } = this.#parts;
    const programs = ++this.#programs;
    const running = ++this.#running;
    const nth = ++this.#started;
    if (programs > this.#roomFor) {
      // Many that start at once are let in by one request.
      const widened = this.#widened.then(async () => {
        if (this.#roomFor >= programs) return;
        const room = this.#programs;
        const { memoryBytes, processes } = containerLimits(plan.spec.limits, room);
        // Podman 4 can't: what it was made with has to do. An engine that is gone is noticed by what comes next.
        await container.limit({ memoryBytes, processes }).catch(() => {});
        this.#roomFor = room;
      });
      this.#widened = widened;
      await widened;
    }
    // The limit of each user ID counts for none that is root.
    const processes = user.startsWith('0:')
      ? null
      : containerLimits(plan.spec.limits, Math.max(programs, this.#programs)).userProcesses;
    return {
      processes,
      leave: () => {
        this.#running -= 1;
        if (isPreparation) this.#programs -= 1;
        return running === 1 && nth === this.#started;
      },
    };
  }
}
