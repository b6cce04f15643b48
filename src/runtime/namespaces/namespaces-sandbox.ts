/** The nodes of one case, their holder, limits and ledger. */

import type { ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { NodePlan } from '../../core/plan/plan.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { identify } from '../ledger/process-identity.ts';
import { LocalHost } from '../local-host.ts';
import type { Sandbox } from '../runtime.ts';
import { type Hierarchy, removeGroup } from './cgroup.ts';
import { type Confinement, capabilityNames, type Ownership, userIdOf } from './confinement.ts';
import type { Holder } from './holder.ts';
import { readMounts } from './mount-table.ts';
import { NamespacesNode } from './namespaces-node.ts';
import { bearNode } from './node-birth.ts';
import type { SetupProcess } from './setup-process.ts';
import type { WireNamespace } from './wire-namespace.ts';

const defaultOpenFiles = 256;
/** Where only the user ID's processes can be counted. */
const defaultUserProcesses = 512;
const patienceMs = 2000;

export interface SandboxParts {
  readonly runId: string;
  readonly ownership: Ownership;
  readonly holder: Holder;
  /** Null where devices are TAPs. */
  readonly wire: WireNamespace | null;
  readonly hierarchies: readonly Hierarchy[];
  readonly ledger: Ledger;
  readonly facts: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

export class NamespacesSandbox implements Sandbox {
  readonly facts: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
  readonly network: LocalHost;
  readonly wireNamespace: string | null;
  readonly #parts: SandboxParts;
  readonly #inits: SetupProcess[] = [];
  readonly #nodes: NamespacesNode[] = [];
  #closed: Promise<void> | null = null;

  constructor(parts: SandboxParts) {
    this.#parts = parts;
    this.facts = parts.facts;
    this.warnings = parts.warnings;
    this.wireNamespace = parts.wire?.path ?? null;
    this.network = new LocalHost(parts.holder.enterUser);
  }

  async createNodes(plans: readonly NodePlan[]): Promise<readonly NamespacesNode[]> {
    const { holder, hierarchies, ledger } = this.#parts;
    const mounts = readMounts();
    // Enough to keep every core busy while others wait for the kernel.
    const limited = pLimit(2 * availableParallelism() + 2);
    const offset = this.#nodes.length;
    const making = plans.map((plan, index) =>
      limited(async () => {
        if (this.#closed !== null) throw new Error('the sandbox was closed before all its nodes were made');
        const confinement = this.#confine(plan, offset + index);
        const born = await bearNode({
          runId: this.#parts.runId,
          plan,
          holder,
          wireNamespace: this.wireNamespace,
          confinement,
          mounts,
          onProcess: (process) => this.#inits.push(process),
        });
        return new NamespacesNode(plan, born, confinement, hierarchies);
      }),
    );
    const results = await Promise.allSettled(making);
    const nodes = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    this.#nodes.push(...nodes);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    ledger.record(
      ...this.#inits.flatMap(({ child }) => {
        const process = child.pid === undefined ? null : identify(child.pid);
        return process === null ? [] : [{ kind: 'process' as const, process }];
      }),
    );
    return nodes;
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    const { holder, wire, hierarchies, ledger } = this.#parts;
    for (const node of this.#nodes) node.release();
    const setups = [...this.#inits, ...(wire === null ? [] : [wire.process]), holder.process];
    for (const setup of setups) setup.release();
    const ours = [
      ...setups.map((setup) => setup.child),
      ...this.network.children,
      ...this.#nodes.flatMap((node) => node.children),
    ];
    for (const child of ours) if (child.stdin && !child.stdin.destroyed) child.stdin.end();
    await Promise.all(ours.map(ended));
    const folders = hierarchies.map((hierarchy) => hierarchy.folder);
    const deadline = performance.now() + patienceMs;
    let left = folders.filter((folder) => !removeGroup(folder));
    while (left.length > 0 && performance.now() < deadline) {
      await pause(2);
      left = left.filter((folder) => !removeGroup(folder));
    }
    // What would not go is for the next run to reap.
    if (left.length === 0) ledger.discard();
  }

  #confine(plan: NodePlan, index: number): Confinement {
    const { ownership, hierarchies } = this.#parts;
    const { limits, capabilities } = plan.spec;
    const counted = hierarchies.some((hierarchy) => hierarchy.controllers.includes('pids'));
    // A single user ID is that of the whole sandbox: a limit named for one node would count them all.
    const named = ownership.kind === 'single' ? null : limits.pids;
    return {
      ownership,
      userId: userIdOf(ownership, index),
      capabilities: capabilityNames(capabilities),
      openFiles: limits.files ?? defaultOpenFiles,
      processes: counted ? null : (named ?? defaultUserProcesses),
    };
  }
}

/** A process that doesn't end by itself is ended. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  const impatience = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await gone;
  clearTimeout(impatience);
}
