/** The nodes of one case as containers, and what they share. */

import pLimit from 'p-limit';
import { EnvironmentError } from '../../core/environment-error.ts';
import type { NodePlan } from '../../core/plan/plan.ts';
import type { NetworkHost } from '../network-host.ts';
import { wireBatches } from '../node-network/device-batch.ts';
import type { Sandbox } from '../runtime.ts';
import { bearNode, type NodeBirth } from './container-birth.ts';
import type { DockerNode } from './docker-node.ts';
import type { ContainerEvent, Engine, EngineRun, EngineWatch } from './engine/engine.ts';
import type { NetworkAccess, NetworkReach } from './network-access.ts';
import { defaultImage } from './node-container.ts';
import { shareOf } from './sandbox-share.ts';

/** The engine starts so many containers about as fast as any number. */
const atOnce = 10;

export interface DockerSandboxParts {
  readonly engine: Engine;
  readonly run: EngineRun;
  readonly reach: NetworkReach;
  readonly access: NetworkAccess;
  /** The volume with Wirelab's own tools. */
  readonly toolsVolume: Promise<string>;
  readonly toolsImage: string;
  /** Whether people will enter its nodes. */
  readonly handsOn: boolean;
  /** Hears of images being pulled, a line at a time. */
  readonly onProgress: (line: string) => void;
}

export class DockerSandbox implements Sandbox {
  readonly warnings: string[] = [];
  readonly network: NetworkHost;
  readonly wireNamespace: string | null;
  readonly #parts: DockerSandboxParts;
  readonly #nodes: DockerNode[] = [];
  readonly #facts: Record<string, string>;
  #watch: EngineWatch | null = null;
  #making: Promise<unknown> = Promise.resolve();
  #closed: Promise<void> | null = null;

  constructor(parts: DockerSandboxParts) {
    const { engine, access } = parts;
    this.#parts = parts;
    this.network = access.host;
    this.wireNamespace = access.wireNamespace;
    this.#facts = {
      engine: `${engine.facts.name} ${engine.facts.version}`,
      isolation: 'containers, programs under an unallocated user ID',
      limits: `memory and pids by cgroup v${engine.facts.cgroupVersion}`,
      'networks reached from': access.host.description,
    };
    void access.lost.then((cause) => this.#end(`the ${access.host.description} ended: ${cause}`));
  }

  get facts(): Readonly<Record<string, string>> {
    return this.#facts;
  }

  /** Hears of the deaths of nodes from now on. */
  async watch(): Promise<void> {
    this.#watch = await this.#parts.run.watch((event) => this.#hear(event));
    void this.#watch.lost.then((cause) => this.#end(cause));
  }

  async createNodes(plans: readonly NodePlan[]): Promise<readonly DockerNode[]> {
    const making = this.#createNodes(plans);
    this.#making = Promise.allSettled([this.#making, making]);
    return making;
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #createNodes(plans: readonly NodePlan[]): Promise<readonly DockerNode[]> {
    const { engine, run, access, handsOn } = this.#parts;
    const share = await shareOf(plans, this.#parts);
    for (const { spec } of plans) {
      const reference = spec.image ?? defaultImage;
      this.#facts[`image.${spec.name}`] = `${reference} ${share.images.get(reference)?.id ?? ''}`;
    }
    const limited = pLimit(atOnce);
    const offset = this.#nodes.length;
    const results = await Promise.allSettled(
      plans.map((plan, index) =>
        limited(async () => {
          if (this.#closed !== null) throw new Error('the sandbox was closed before all its nodes were made');
          const birth: NodeBirth = { plan, index: offset + index, engine, run, access, share, handsOn };
          const node = await bearNode(birth);
          this.#nodes.push(node);
          return node;
        }),
      ),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    await this.#raiseFarSides(plans);
    return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  }

  async #raiseFarSides(plans: readonly NodePlan[]): Promise<void> {
    if (this.wireNamespace === null) return;
    for (const input of wireBatches(plans)) {
      const place = { networkNamespace: this.wireNamespace, input };
      const { exitCode, stderr } = await this.network.run(['ip', '-batch', '-'], place);
      if (exitCode !== 0)
        throw new EnvironmentError(`the links' far sides can't be brought up: ${stderr.trim()}`);
    }
  }

  #hear({ action, container, exitCode }: ContainerEvent): void {
    if (action !== 'die') return;
    const node = this.#nodes.find(({ containerId }) => containerId === container);
    void node?.end(`its container ended with status ${exitCode ?? 'unknown'}`);
  }

  #end(cause: string): void {
    for (const node of this.#nodes) void node.end(cause);
  }

  async #close(): Promise<void> {
    const { run, access } = this.#parts;
    for (const node of this.#nodes) node.release();
    this.#watch?.close();
    await Promise.allSettled([this.#making, this.#parts.toolsVolume]);
    // Where the engine is gone, or won't, the next run reaps.
    await Promise.allSettled([access.close(), ...this.#nodes.map((node) => node.remove())]);
    await run.removeAll().catch(() => {});
  }
}
