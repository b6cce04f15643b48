/** Podman's Docker-compatible API on a socket, with images and containers in a folder of its own. Needs root. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { get, request } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as elapse } from 'node:timers/promises';
import { answers } from './docker/answers.ts';
import { abandonedFolders, makeOwnedFolder } from './owned-folder.ts';

const path = '/usr/sbin:/usr/bin:/sbin:/bin';

/** Podman takes no --runroot of more than 50 characters. */
function options(folder: string): string[] {
  return [
    ...['--root', join(folder, 'storage'), '--runroot', join(folder, 'r'), '--tmpdir', join(folder, 't')],
    ...['--cgroup-manager', 'cgroupfs', '--events-backend', 'file', '--storage-driver', 'overlay'],
  ];
}

function remove(folder: string): void {
  const podman = [...options(folder), 'rm', '--all', '--force', '--time', '0'];
  spawnSync('podman', podman, { env: { PATH: path, HOME: folder }, stdio: 'ignore' });
  spawnSync('umount', ['--quiet', '--recursive', '--lazy', join(folder, 'storage', 'overlay')], {
    stdio: 'ignore',
  });
  spawnSync('rm', ['-rf', '--one-file-system', '--', folder]);
}

export class PodmanService implements AsyncDisposable {
  /** For DOCKER_HOST. */
  readonly host: string;
  readonly #folder: string;
  readonly #child: ChildProcess;

  private constructor(folder: string) {
    // It would ask for more files than it may have itself where that is limited.
    const settings = '[containers]\ndefault_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]\n';
    writeFileSync(join(folder, 'containers.conf'), settings);
    this.#folder = folder;
    this.host = `unix://${folder}/podman.sock`;
    const service = [
      'podman',
      ...options(folder),
      '--log-level',
      'fatal',
      'system',
      'service',
      '--time',
      '0',
      this.host,
    ];
    this.#child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', ...service], {
      env: { PATH: path, HOME: folder, CONTAINERS_CONF: join(folder, 'containers.conf') },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }

  static async start(): Promise<PodmanService> {
    for (const folder of abandonedFolders('podman')) remove(folder);
    const service = new PodmanService(makeOwnedFolder('podman'));
    const deadline = Date.now() + 60_000;
    while (!(await answers(service.host))) {
      if (service.#child.exitCode !== null || Date.now() > deadline) {
        await service[Symbol.asyncDispose]();
        throw new Error("podman's service doesn't come up");
      }
      await elapse(50);
    }
    return service;
  }

  /** Copies an image of an engine's on a Unix socket. */
  async takeImage(name: string, dockerHost: string): Promise<void> {
    const socketPath = (host: string): string => host.replace('unix://', '');
    const [saved] = await once(
      get({ socketPath: socketPath(dockerHost), path: `/images/${name}/get` }),
      'response',
    );
    if (saved.statusCode !== 200) throw new Error(`${dockerHost} has no image ${name}`);
    const load = request({ method: 'POST', socketPath: socketPath(this.host), path: '/v1.41/images/load' });
    const answered = once(load, 'response');
    await pipeline(saved, load);
    const [loaded] = await answered;
    loaded.resume();
    await once(loaded, 'end');
    if (loaded.statusCode !== 200) throw new Error(`podman takes no image ${name}: ${loaded.statusCode}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill('SIGKILL');
      await once(this.#child, 'exit');
    }
    remove(this.#folder);
  }
}
