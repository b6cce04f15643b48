/** A node that is up. */

import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { NodePlan } from '../../core/plan/plan.ts';
import { identify } from '../ledger/process-identity.ts';
import { NetworkTables } from '../node-network/network-tables.ts';
import type { NamespacesEntrance, ProgramLaunch, RunningNode, RunningProgram } from '../runtime.ts';
import { type Hierarchy, makeProgramGroup } from './cgroup.ts';
import { type Confinement, confinedArgv, networkCapabilities } from './confinement.ts';
import type { BornNode } from './node-birth.ts';
import { startProgram } from './program.ts';
import { toolEnvironment } from './setup-process.ts';

const allNamespaces = ['--net', '--pid', '--mount', '--uts', '--ipc'];

export class NamespacesNode implements RunningNode {
  readonly name: string;
  readonly networkNamespace: string;
  readonly sysctls: Readonly<Record<string, string>>;
  readonly skippedSysctls: readonly string[];
  readonly died: Promise<string>;
  /** Every process that we started for it, to be waited for at the end. */
  readonly children: ChildProcess[] = [];
  readonly #plan: NodePlan;
  readonly #tables = new NetworkTables((name) => this.#net(name));
  readonly #born: BornNode;
  readonly #confinement: Confinement;
  readonly #hierarchies: readonly Hierarchy[];
  #programs = 0;
  #closing = false;

  constructor(plan: NodePlan, born: BornNode, confinement: Confinement, hierarchies: readonly Hierarchy[]) {
    this.name = plan.spec.name;
    this.networkNamespace = `/proc/${born.pid}/ns/net`;
    this.sysctls = born.sysctls;
    this.skippedSysctls = born.skippedSysctls;
    this.#plan = plan;
    this.#born = born;
    this.#confinement = confinement;
    this.#hierarchies = hierarchies;
    this.died = new Promise((resolve) => {
      void born.process.exited.then((how) => {
        if (!this.#closing) resolve(`its init process was ended from outside (${how})`);
      });
    });
  }

  get entrance(): NamespacesEntrance {
    return {
      by: 'namespaces',
      init: identify(this.#born.pid) ?? { pid: this.#born.pid, startTime: '' },
      enter: this.#enter(allNamespaces),
      folder: this.#folder,
      environment: this.#environment,
      confine: confinedArgv({ ...this.#confinement, capabilities: networkCapabilities }, []),
      confineAsProgram: confinedArgv(this.#confinement, []),
    };
  }

  start(launch: ProgramLaunch): RunningProgram {
    const { limits } = this.#plan.spec;
    const group =
      this.#hierarchies.length === 0
        ? null
        : makeProgramGroup(this.#hierarchies, this.name, ++this.#programs, limits);
    const program = startProgram(launch, {
      enter: this.#enter(allNamespaces),
      folder: launch.folder ?? this.#folder,
      confine: (argv) => confinedArgv(this.#confinement, argv),
      environment: this.#environment,
      group,
      timeLimitMs: limits.timeMs,
    });
    this.children.push(program.child);
    return program;
  }

  spawnAgent(argv: readonly string[]): ChildProcess {
    // Where programs have our user ID, they must not see the agent: they could end it.
    const hidden = this.#confinement.ownership.kind === 'single';
    const [file = '', ...args] = [...this.#enter(hidden ? ['--net'] : ['--net', '--pid']), ...argv];
    const environment = { ...process.env, PATH: `${process.env.PATH ?? ''}:${toolEnvironment.PATH}` };
    const child = spawn(file, args, { stdio: 'pipe', detached: true, env: environment });
    this.children.push(child);
    return child;
  }

  isListening(protocol: 'tcp' | 'udp', port: number): Promise<boolean> {
    return this.#tables.isListening(protocol, port);
  }

  counters(): Promise<Readonly<Record<string, number>>> {
    return this.#tables.counters();
  }

  /** Its init ends, and takes everything in the node along. */
  release(): void {
    this.#closing = true;
    this.#born.process.release();
  }

  get #folder(): string {
    return this.#plan.spec.files === null ? '/home/lab' : '/lab';
  }

  get #environment(): Readonly<Record<string, string>> {
    return {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: '/home/lab',
      LANG: 'C.UTF-8',
      LAB_NODE: this.name,
    };
  }

  /** A table of its network; empty when this machine has no IPv6, or the node has ended. */
  async #net(name: string): Promise<string> {
    try {
      return await readFile(`/proc/${this.#born.pid}/net/${name}`, 'utf8');
    } catch {
      return '';
    }
  }

  #enter(namespaces: readonly string[]): string[] {
    const user = this.#confinement.ownership.kind === 'root' ? [] : ['--user', '--preserve-credentials'];
    return ['nsenter', '--target', String(this.#born.pid), ...user, ...namespaces, '--'];
  }
}
