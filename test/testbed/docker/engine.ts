/**
 * A Docker engine for the tests alone. It shares this machine's processes and control groups with us, so that
 * nodes are within reach as under a user's own engine; its bridges and firewall rules are in a network namespace
 * of its own, and its files in one folder. Nothing of it outlives the process that started it, also by SIGKILL.
 */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as elapse } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { abandonedFolders, makeOwnedFolder } from '../owned-folder.ts';
import { answers } from './answers.ts';

const warden = fileURLToPath(new URL('engine-warden.sh', import.meta.url));

export class Engine implements AsyncDisposable {
  /** For DOCKER_HOST. */
  readonly host: string;
  readonly #folder: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  private constructor(folder: string, child: ChildProcess) {
    this.host = `unix://${folder}/docker.sock`;
    this.#folder = folder;
    this.#child = child;
    this.#ended = new Promise((resolve) => {
      child.once('error', resolve);
      child.once('exit', resolve);
    });
  }

  /**
   * Needs root, dockerd and unshare.
   * @param use whether it changes the disk itself, or a copy that goes with it
   * @param disk an ext4 image, to be its data folder
   * @throws the end of the engine's log, if it doesn't come up
   */
  static async start(use: 'own' | 'copy', disk: string): Promise<Engine> {
    for (const folder of abandonedFolders('docker')) spawnSync(warden, ['reap', folder]);
    const folder = makeOwnedFolder('docker');
    const child = spawn('unshare', ['--net', '--mount', '--', 'bash', warden, 'run', folder, use, disk], {
      cwd: '/',
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin' },
      stdio: ['pipe', 'ignore', 'inherit'],
      detached: true,
    });
    const engine = new Engine(folder, child);
    try {
      await engine.#ready();
    } catch (error) {
      await engine[Symbol.asyncDispose]();
      throw error;
    }
    return engine;
  }

  async #ready(): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (!(await answers(this.host))) {
      if (this.#child.exitCode !== null || Date.now() > deadline) {
        throw new Error(`dockerd doesn't come up:\n${this.#log()}`);
      }
      await elapse(50);
    }
  }

  #log(): string {
    try {
      return readFileSync(join(this.#folder, 'log'), 'utf8').slice(-4000);
    } catch {
      return 'it has left no log';
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.stdin?.end();
    await this.#ended;
  }
}
