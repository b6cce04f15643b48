/**
 * A Docker engine for the tests alone. It shares this machine's processes and control groups with us, so that
 * nodes are within reach as under a user's own engine; its bridges and firewall rules are in a network namespace
 * of its own, and its files in one folder. Nothing of it outlives the process that started it, also by SIGKILL.
 */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as elapse } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { abandonedFolders, makeOwnedFolder } from '../owned-folder.ts';
import { answers } from './answers.ts';

const toolPath = '/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin';
const warden = fileURLToPath(new URL('engine-warden.sh', import.meta.url));

export class Engine implements AsyncDisposable {
  /** For DOCKER_HOST. */
  readonly host: string;
  readonly #folder: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #argv: readonly string[] = [];

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
      env: { PATH: toolPath },
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

  /** SIGKILL as in a crash, SIGTERM as by `systemctl stop`. Resolves once it has ended. */
  async kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const pid = Number(readFileSync(join(this.#folder, 'pid'), 'utf8'));
    this.#argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
    process.kill(pid, signal);
    while (existsSync(`/proc/${pid}/exe`)) await elapse(10);
  }

  /** After `kill`. Resolves once it answers. */
  async startAgain(): Promise<void> {
    // Its containerd ends with it. Where nobody reaps orphans that one's process ID stays taken.
    rmSync(join(this.#folder, 'exec', 'containerd', 'containerd.pid'), { force: true });
    const log = openSync(join(this.#folder, 'log'), 'a');
    // Where the first was: the warden's namespaces. It ends this one as well.
    spawn('nsenter', ['--target', String(this.#child.pid), '--net', '--mount', '--', ...this.#argv], {
      cwd: '/',
      env: { PATH: toolPath },
      stdio: ['ignore', log, log],
      detached: true,
    }).unref();
    closeSync(log);
    await this.#ready();
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
