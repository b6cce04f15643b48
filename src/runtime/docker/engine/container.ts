import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Container } from 'dockerode';
import { AttachedConnection } from './attached-connection.ts';
import { asReadable, type EngineClient } from './client.ts';
import type { AttachedStreams, ContainerState, EngineContainer, EngineExec, ExecOptions } from './engine.ts';
import { ContainerExec } from './exec.ts';
import { statusOf } from './failure.ts';

/** What a command said last may still be on its way when its container has ended. */
const lastWordsMs = 500;

export class RunContainer implements EngineContainer {
  readonly id: string;
  readonly #client: EngineClient;
  readonly #container: Container;
  readonly #execs = new Set<ContainerExec>();
  #isWaiting = false;

  constructor(client: EngineClient, id: string) {
    this.id = id;
    this.#client = client;
    this.#container = client.docker.getContainer(id);
  }

  async start(): Promise<void> {
    await this.#client.ask('start a container', () => this.#container.start());
  }

  async state(): Promise<ContainerState> {
    const { State } = await this.#client.ask('inspect a container', () => this.#container.inspect());
    return {
      running: State.Running,
      pid: State.Pid,
      exitCode: State.ExitCode,
      outOfMemory: State.OOMKilled,
      error: State.Error,
    };
  }

  exec(options: ExecOptions): EngineExec {
    const exec = new ContainerExec(this.#client, this.id, options);
    this.#execs.add(exec);
    const forget = () => this.#execs.delete(exec);
    exec.exitCode.then(forget, forget);
    void this.#endExecs();
    return exec;
  }

  async attach(): Promise<AttachedStreams> {
    const attached = new AttachedConnection();
    attached.connect(await this.#client.attach(this.id));
    return attached;
  }

  async wait(): Promise<number> {
    const result = await this.#client.ask('wait for a container', () => this.#container.wait());
    return result.StatusCode;
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    await this.#client.ask('signal a container', () => this.#container.kill({ signal }));
  }

  async limit({ memoryBytes, processes }: { memoryBytes: number; processes: number }): Promise<void> {
    const limits = { Memory: memoryBytes, MemorySwap: memoryBytes, PidsLimit: processes };
    await this.#client.ask("change a container's limits", () => this.#container.update(limits));
  }

  async putArchive(archive: Readable | Buffer, path: string): Promise<void> {
    await this.#client.ask('unpack files in a container', () =>
      this.#container.putArchive(archive, { path }),
    );
  }

  async getArchive(path: string): Promise<Readable> {
    const stream = await this.#client.ask('pack files of a container', () =>
      this.#container.getArchive({ path }),
    );
    return asReadable(stream);
  }

  async remove(): Promise<void> {
    await removeContainer(this.#client, this.id);
  }

  /** With their container commands end, but the engine may leave their connections open. */
  async #endExecs(): Promise<void> {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    await this.wait().catch(() => {
      // It is gone, or the engine is.
    });
    await pause(lastWordsMs);
    for (const exec of this.#execs) exec.destroy();
  }
}

/** @returns false where there was none */
export async function removeContainer(client: EngineClient, id: string): Promise<boolean> {
  const removed = await client.askFor('remove a container', async (docker) => {
    try {
      await docker.getContainer(id).remove({ force: true, v: true });
    } catch (error) {
      // Somebody else is at it, or it removes itself: then it is gone once nothing is left to wait for.
      if (statusOf(error) !== 409) throw error;
      await docker.getContainer(id).wait({ condition: 'removed' });
    }
    return true;
  });
  return removed ?? false;
}
