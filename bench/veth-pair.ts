/** Two namespaces joined by a plain veth pair: what the kernel alone does, to measure beside. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

export class VethPair implements AsyncDisposable {
  readonly #holders: readonly ChildProcess[];

  constructor(holders: readonly ChildProcess[]) {
    this.#holders = holders;
  }

  static async open(): Promise<VethPair> {
    const holders = await Promise.all([holder(), holder()]);
    const [a, b] = holders.map(({ pid }) => String(pid));
    const inside = (pid = '', ...argv: string[]) =>
      spawnSync('nsenter', [`--net=/proc/${pid}/ns/net`, ...argv]);
    inside(a, 'ip', 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', b ?? '');
    for (const [index, pid] of [a, b].entries()) {
      inside(pid, 'ip', 'addr', 'add', `10.0.0.${index + 2}/24`, 'dev', 'eth0');
      inside(pid, 'ip', 'link', 'set', 'eth0', 'up');
    }
    return new VethPair(holders);
  }

  spawn(node: 'a' | 'b', argv: readonly string[]): ChildProcess {
    const { pid } = this.#holders[node === 'a' ? 0 : 1] ?? {};
    return spawn('nsenter', [`--net=/proc/${pid}/ns/net`, ...argv]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#holders) {
      const ended = once(child, 'exit');
      child.stdin?.end();
      await ended;
    }
  }
}

async function holder(): Promise<ChildProcess> {
  const child = spawn('unshare', ['--net', 'sh', '-c', 'echo up && exec cat']);
  await once(child.stdout, 'data');
  return child;
}
