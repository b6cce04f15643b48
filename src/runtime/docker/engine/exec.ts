/** A command in a running container. */

import { setTimeout as pause } from 'node:timers/promises';
import type { Exec } from 'dockerode';
import { EnvironmentError } from '../../../core/environment-error.ts';
import { AttachedConnection } from './attached-connection.ts';
import { asDuplex, type EngineClient } from './client.ts';
import type { EngineExec, ExecOptions } from './engine.ts';
import { engineFailure, statusOf } from './failure.ts';

const firstPollMs = 2;
const longestPollMs = 100;

export class ContainerExec extends AttachedConnection implements EngineExec {
  readonly started: Promise<void>;
  readonly exitCode: Promise<number>;
  readonly #client: EngineClient;
  readonly #abort = new AbortController();
  readonly #exec: Promise<Exec>;

  constructor(client: EngineClient, containerId: string, options: ExecOptions) {
    super(options.tty ?? false);
    this.#client = client;
    const stdin = options.stdin ?? false;
    this.#exec = client.ask('prepare a command in a container', (docker) =>
      docker.getContainer(containerId).exec({
        Cmd: [...options.argv],
        Env: Object.entries(options.env ?? {}).map(([name, value]) => `${name}=${value}`),
        AttachStdin: stdin,
        AttachStdout: true,
        AttachStderr: true,
        Tty: options.tty ?? false,
        Privileged: options.privileged ?? false,
        ...(options.user === undefined ? {} : { User: options.user }),
        ...(options.workingDirectory === undefined ? {} : { WorkingDir: options.workingDirectory }),
      }),
    );
    this.started = this.#start(stdin, options.tty ?? false);
    this.exitCode = this.started.then(() => this.#awaitEnd());
    // Whoever wants to know asks; who doesn't isn't to be ended by it.
    for (const promise of [this.#exec, this.started, this.exitCode]) promise.catch(() => {});
  }

  async pid(): Promise<number | null> {
    await this.started;
    const exec = await this.#exec;
    for (let pollMs = firstPollMs; ; pollMs = Math.min(2 * pollMs, longestPollMs)) {
      const { Running, Pid, ExitCode } = await this.#inspect(exec);
      if (Running && Pid > 0) return Pid;
      // Before it starts it isn't running either, but has no exit status yet.
      if (!Running && ExitCode !== null) return null;
      await pause(pollMs);
    }
  }

  async resize({ columns, rows }: { readonly columns: number; readonly rows: number }): Promise<void> {
    const exec = await this.#exec;
    await exec.resize({ h: rows, w: columns }).catch(() => {});
  }

  override destroy(): void {
    super.destroy();
    this.#abort.abort();
  }

  async #start(stdin: boolean, tty: boolean): Promise<void> {
    try {
      const exec = await this.#exec;
      const connection = await this.#client.ask('start a command in a container', () =>
        exec.start({ hijack: true, stdin, Detach: false, Tty: tty, abortSignal: this.#abort.signal }),
      );
      this.connect(asDuplex(connection));
    } catch (error) {
      this.fail(error as Error);
      throw error;
    }
  }

  async #awaitEnd(): Promise<number> {
    const exec = await this.#exec;
    await this.ended;
    for (let pollMs = firstPollMs; ; pollMs = Math.min(2 * pollMs, longestPollMs)) {
      const { Running, ExitCode } = await this.#inspect(exec);
      if (!Running && ExitCode !== null) {
        if (this.lossCause === null) return ExitCode;
        throw new EnvironmentError(`the output of a command was lost: ${this.lossCause}`);
      }
      // Its output has ended, but it goes on; or the engine has yet to note its end.
      await pause(pollMs);
    }
  }

  async #inspect(exec: Exec): Promise<{ Running: boolean; ExitCode: number | null; Pid: number }> {
    try {
      return await exec.inspect();
    } catch (error) {
      const status = statusOf(error);
      if (status === 404 || status === 409 || status === 500) {
        throw new EnvironmentError('a command ended with its container, or the engine restarted', {
          cause: error,
        });
      }
      throw engineFailure(error, 'tell how a command ended', this.#client.address);
    }
  }
}
