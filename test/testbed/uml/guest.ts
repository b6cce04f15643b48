/**
 * A machine whose kernel has netem: Debian's User-Mode Linux, an ordinary program, which shows this machine's
 * own files (what is written goes to memory, and away with it). Commands run in it one after the other or at
 * once. It has one processor, and system calls cost 5 to 30 times what they cost outside.
 *
 * Nothing outlives the process that booted it: it is PID 1 of a PID namespace that ends with us, also by SIGKILL.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Duplex, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { abandonedFolders, makeOwnedFolder } from '../owned-folder.ts';
import { repository } from '../repository.ts';

const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export interface GuestOptions {
  /** Default 1 GiB. */
  readonly memoryMiB?: number;
  /** An ext4 image, to be seen at /var/lib/docker; what is written to it goes elsewhere, and away. */
  readonly disk?: string;
  /** Whether there will be live commands. */
  readonly live?: boolean;
}

export interface GuestCommand {
  /** Added to PATH, HOME and LANG. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default: the repository. */
  readonly cwd?: string;
  readonly input?: string;
  /** After so long it gets SIGTERM, 2 s later SIGKILL; the status is then 124 or 137. Default 120 s. */
  readonly timeoutSeconds?: number;
}

export interface GuestResult {
  /** A signal's number plus 128 where one ended it. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface LiveCommand {
  readonly terminal: Duplex;
  readonly stderr: Readable;
  readonly exitCode: Promise<number>;
}

export class Guest implements AsyncDisposable {
  /** Seen at the same path inside and outside, and written by both. */
  readonly sharedFolder: string;
  readonly #child: ChildProcess;
  readonly #control: Duplex;
  readonly #ended: Promise<void>;
  readonly #waiting = new Map<string, { resolve: (status: number) => void; reject: (why: Error) => void }>();
  #console = '';
  #jobs = 0;

  private constructor(child: ChildProcess, sharedFolder: string) {
    this.#child = child;
    this.sharedFolder = sharedFolder;
    this.#control = child.stdio[3] as Duplex;
    this.#ended = new Promise((resolve) => {
      child.once('error', (error) => this.#end(String(error), resolve));
      child.once('close', (status, signal) => this.#end(`it ended with ${signal ?? status}`, resolve));
    });
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#console = (this.#console + text).slice(-20_000);
    });
    let line = '';
    this.#control.setEncoding('utf8').on('data', (text: string) => {
      const lines = (line + text).split('\n');
      line = lines.pop() ?? '';
      for (const said of lines) this.#said(said.trim());
    });
    // Its end is told by the process.
    this.#control.on('error', () => undefined);
  }

  /** @throws what the guest's kernel said, if it doesn't come up */
  static async boot(options: GuestOptions = {}): Promise<Guest> {
    for (const folder of abandonedFolders('uml')) rmSync(folder, { recursive: true, force: true });
    const folder = makeOwnedFolder('uml');
    copyFileSync(script('guest-serve.sh'), join(folder, 'serve.sh'));
    copyFileSync(script('guest-init.sh'), join(folder, 'init.sh'));
    chmodSync(join(folder, 'init.sh'), 0o755);
    const [file = '', ...args] = kernelCommand(folder, options);
    const child = spawn(file, args, {
      cwd: '/',
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: folder, TMPDIR: '/dev/shm' },
      stdio: ['ignore', 'pipe', 'ignore', 'pipe', 'pipe', 'pipe'],
    });
    const guest = new Guest(child, folder);
    await guest.#answer('ready');
    return guest;
  }

  /** @throws if the guest ends before the command does */
  async run(argv: readonly string[], command: GuestCommand = {}): Promise<GuestResult> {
    const { job, folder } = this.#prepare(argv, command);
    writeFileSync(join(folder, 'stdin'), command.input ?? '');
    const exitCode = await this.#start(job);
    const result = {
      exitCode,
      stdout: readFileSync(join(folder, 'stdout'), 'utf8'),
      stderr: readFileSync(join(folder, 'stderr'), 'utf8'),
    };
    rmSync(folder, { recursive: true });
    return result;
  }

  /** As it goes, without a time limit; one at a time. Without `input` it has a terminal for all three streams. */
  runLive(argv: readonly string[], command: GuestCommand = {}): LiveCommand {
    const { job, folder } = this.#prepare(argv, command);
    writeFileSync(join(folder, 'live'), '');
    if (command.input !== undefined) writeFileSync(join(folder, 'stdin'), command.input);
    const streams: readonly unknown[] = this.#child.stdio;
    return {
      terminal: streams[4] as Duplex,
      stderr: streams[5] as Readable,
      exitCode: this.#start(job),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // unshare(1) ends when its child, the kernel, has been waited for.
    const kernel = childOf(this.#child.pid);
    if (kernel === null) this.#child.kill('SIGKILL');
    else process.kill(kernel, 'SIGKILL');
    await this.#ended;
    rmSync(this.sharedFolder, { recursive: true, force: true });
  }

  #prepare(argv: readonly string[], command: GuestCommand): { job: string; folder: string } {
    this.#jobs += 1;
    const job = `job-${this.#jobs}`;
    const folder = join(this.sharedFolder, job);
    mkdirSync(folder);
    const env = { PATH: process.env.PATH ?? '', HOME: '/root', LANG: 'C.UTF-8', ...command.env };
    const list = (items: readonly string[]): string => items.map((item) => `${item}\0`).join('');
    writeFileSync(join(folder, 'argv'), list(argv));
    writeFileSync(join(folder, 'env'), list(Object.entries(env).map(([name, value]) => `${name}=${value}`)));
    writeFileSync(join(folder, 'cwd'), command.cwd ?? repository);
    writeFileSync(join(folder, 'limit'), String(command.timeoutSeconds ?? 120));
    return { job, folder };
  }

  #start(job: string): Promise<number> {
    const answer = this.#answer(job);
    this.#control.write(`${job}\n`);
    return answer;
  }

  #answer(to: string): Promise<number> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
      return Promise.reject(new Error('the User-Mode Linux guest has ended'));
    }
    return new Promise((resolve, reject) => this.#waiting.set(to, { resolve, reject }));
  }

  #said(line: string): void {
    const [, job = 'ready', status = '0'] = /^(?:ready|done (\S+) (\d+))$/.exec(line) ?? [line, line];
    this.#waiting.get(job)?.resolve(Number(status));
    this.#waiting.delete(job);
  }

  #end(how: string, resolve: () => void): void {
    for (const { reject } of this.#waiting.values()) {
      reject(new Error(`the User-Mode Linux guest is gone: ${how}\n${this.#console}`));
    }
    this.#waiting.clear();
    resolve();
  }
}

function kernelCommand(folder: string, { memoryMiB = 1024, disk, live }: GuestOptions): string[] {
  const privilege = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  return [
    // Each system call of a guest's process is two switches between processes: 4 times dearer across processors.
    ...['taskset', '--cpu-list', String(lastProcessor())],
    ...['setpriv', '--pdeathsig', 'KILL', '--'],
    ...['unshare', ...privilege, '--pid', '--fork', '--kill-child=KILL', '--mount-proc', '--'],
    ...['linux.uml', `mem=${memoryMiB}M`, `uml_dir=${folder}/`, 'quiet', 'panic=-1'],
    ...['root=/dev/root', 'rootfstype=hostfs', 'rootflags=/', 'ro', `init=${folder}/init.sh`],
    ...['con=null', 'con0=null,fd:1', 'ssl=null', 'ssl0=fd:3'],
    ...(live ? ['ssl1=fd:4', 'ssl2=fd:5'] : []),
    ...(disk === undefined ? [] : [`ubd0=${folder}/disk.cow,${disk}`]),
    `SHARED=${folder}`,
    `DISK=${disk === undefined ? '' : 'yes'}`,
  ];
}

/** Of those that this process may use. */
function lastProcessor(): number {
  const status = readFileSync('/proc/self/status', 'utf8');
  return Number(/^Cpus_allowed_list:.*?(\d+)$/m.exec(status)?.[1] ?? 0);
}

function childOf(pid: number | undefined): number | null {
  try {
    return Number.parseInt(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'), 10) || null;
  } catch {
    return null;
  }
}
