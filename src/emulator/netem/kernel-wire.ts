/** The wire namespace: what is made in it, changed and read, one thing after the other. */

import { EnvironmentError } from '../../core/environment-error.ts';
import type { Impairment } from '../../core/lab/impairment.ts';
import { packetsUnderway } from '../../core/netem/account.ts';
import { deviceDrops } from '../../core/netem/device-drops.ts';
import type { Change, NetemDirection } from '../../core/netem/netem-direction.ts';
import type { StageKind } from '../../core/netem/stage.ts';
import type { NetworkHost } from '../../runtime/network-host.ts';
import { runBatch } from './batch.ts';
import { type KernelReading, readKernel } from './kernel-reading.ts';
import { TcSession } from './tc-session.ts';

export interface Wanted {
  readonly direction: NetemDirection;
  readonly impairment: Impairment;
  /** Stages that will be needed later. */
  readonly ahead?: readonly StageKind[];
}

export class KernelWire {
  readonly failed: Promise<string>;
  readonly #network: NetworkHost;
  readonly #namespace: string;
  readonly #session: TcSession;
  #turn: Promise<unknown> = Promise.resolve();
  #dropsBefore = 0;

  constructor(network: NetworkHost, namespace: string) {
    this.#network = network;
    this.#namespace = namespace;
    this.#session = new TcSession(network, namespace);
    this.failed = this.#session.failed;
  }

  /** When it is its turn. */
  inTurn<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(action);
    this.#turn = result.catch(() => {});
    return result;
  }

  /** Throws EnvironmentError with the line that failed. */
  batch(tool: 'ip' | 'tc' | 'bridge', lines: readonly string[]): Promise<void> {
    return runBatch(this.#network, this.#namespace, tool, lines);
  }

  read(): Promise<KernelReading> {
    return readKernel(this.#session);
  }

  /**
   * Makes changes, reads back what the kernel has, and compares. Throws EnvironmentError.
   * @param onTelling called just before tc is told
   */
  async change(wanted: readonly Wanted[], onTelling: () => void = () => {}): Promise<void> {
    const changes = wanted.map(({ direction, impairment, ahead }) => ({
      direction,
      change: direction.plan(impairment, ahead),
    }));
    const links = changes.flatMap(({ change }) => change.links);
    await this.batch('ip', links);
    const before = changes.some(({ change }) => change.isRebuilt) ? await this.read() : null;
    onTelling();
    this.#session.tell(changes.flatMap(({ change }) => change.lines));
    const after = await this.read();
    const complaints = this.#session.takeComplaints();
    for (const { direction, change } of changes) commit(direction, change, before, after);
    const wrong = changes.flatMap(({ direction }) => direction.differences(after.qdiscs));
    if (wrong.length === 0 && complaints === '') return;
    const words = [...wrong.slice(0, 3), complaints].filter(Boolean);
    throw new EnvironmentError(`the kernel didn't take what tc was told: ${words.join('; ')}`, {
      remedy: 'choose --emulator fabric',
    });
  }

  /** Drops outside of qdiscs count from here. */
  async forgetDrops(): Promise<void> {
    this.#dropsBefore = await this.#countDrops();
  }

  async drops(): Promise<number> {
    return (await this.#countDrops()) - this.#dropsBefore;
  }

  close(): Promise<void> {
    return this.#session.close();
  }

  async #countDrops(): Promise<number> {
    const { stdout } = await this.#network.run(['ip', '-s', '-j', 'link', 'show'], {
      networkNamespace: this.#namespace,
    });
    return deviceDrops(stdout);
  }
}

function commit(
  direction: NetemDirection,
  change: Change,
  before: KernelReading | null,
  after: KernelReading,
): void {
  const { stages } = direction;
  direction.commit(change);
  if (before === null || !change.isRebuilt) return;
  direction.account.rebase(
    { counts: before.counts, stages },
    { counts: after.counts, stages: change.stages },
    packetsUnderway(direction.wiring, before.counts, change.flushed),
  );
}
