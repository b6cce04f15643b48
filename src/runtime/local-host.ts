/** The nodes' networks are on this machine, and we have privilege over them. */

import { spawn } from 'node:child_process';
import { copyFile, readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { EnvironmentError } from '../core/environment-error.ts';
import { ownProcess } from '../own-process.ts';
import type { NetworkHost, NetworkPlace, OwnProcess, ToolOptions, ToolResult } from './network-host.ts';

/** Where the tools are, whoever's environment we run in; sbin isn't in an ordinary user's PATH. */
export const toolPath = '/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin';

const packageOf: Readonly<Record<string, string>> = {
  ip: 'iproute2',
  tc: 'iproute2',
  ss: 'iproute2',
  bridge: 'iproute2',
  nft: 'nftables',
  ethtool: 'ethtool',
  tcpdump: 'tcpdump',
  nsenter: 'util-linux',
};

export class LocalHost implements NetworkHost {
  readonly description = 'this machine';
  readonly clockOffsetNs = 0n;
  readonly outbox = null;
  /** All that was started and may still run. */
  readonly children = new Set<ReturnType<typeof spawnOwn>>();
  readonly #enter: readonly string[];

  /** @param enter argv that gives privilege over the nodes' networks; empty for root */
  constructor(enter: readonly string[] = []) {
    this.#enter = enter;
  }

  ownProgram(entry: URL, nodeOptions: readonly string[] = []): string[] {
    return ownProcess(entry, nodeOptions);
  }

  spawn(argv: readonly string[], place: NetworkPlace = {}): OwnProcess {
    const child = spawnOwn(this.#argv(argv, place));
    this.children.add(child);
    child.once('exit', () => this.children.delete(child));
    return child;
  }

  async run(argv: readonly string[], options: ToolOptions = {}): Promise<ToolResult> {
    const [file = '', ...args] = this.#argv(argv, options);
    const result = await execa(file, args, {
      input: options.input ?? '',
      env: { PATH: toolPath, LC_ALL: 'C' },
      extendEnv: false,
      cwd: '/',
      reject: false,
      stripFinalNewline: false,
    });
    const tool = argv[0] ?? '';
    const absent =
      result.code === 'ENOENT' || (file === 'nsenter' && /failed to execute/.test(result.stderr));
    if (absent) throw missing(tool);
    if (result.exitCode === undefined) {
      throw new EnvironmentError(`${tool} could not run: ${result.shortMessage ?? 'no exit status'}`);
    }
    return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
  }

  async read(path: string): Promise<string | null> {
    try {
      return await readFile(path, 'utf8');
    } catch {
      return null;
    }
  }

  async fetch(path: string, to: string): Promise<void> {
    if (path !== to) await copyFile(path, to);
  }

  #argv(argv: readonly string[], { networkNamespace }: NetworkPlace): string[] {
    const network = networkNamespace === undefined ? [] : ['nsenter', `--net=${networkNamespace}`, '--'];
    return [...this.#enter, ...network, ...argv];
  }
}

/** Starts one of Wirelab's own processes beside the nodes. */
export function spawnOwn(argv: readonly string[]) {
  const [file = '', ...args] = argv;
  return spawn(file, args, {
    stdio: 'pipe',
    // A Ctrl-C in the terminal is for us to act on; our end of their standard input is their lifeline.
    detached: true,
    env: { ...process.env, PATH: `${process.env.PATH ?? ''}:${toolPath}` },
  });
}

function missing(tool: string): EnvironmentError {
  return new EnvironmentError(`${tool} is not installed`, {
    remedy: `Install the package ${packageOf[tool] ?? tool}`,
  });
}
