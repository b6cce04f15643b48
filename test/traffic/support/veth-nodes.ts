/** Two nodes joined by a veth pair, without a runtime: what traffic needs of a node and no more. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { RunningNode } from '../../../src/runtime/runtime.ts';

export interface VethNode extends RunningNode {
  readonly pid: number;
  readonly agents: readonly ChildProcess[];
  /** In the node's network; throws when it fails. */
  run(argv: readonly string[]): string;
  /** Feeds nft a ruleset. */
  nft(ruleset: string): void;
}

export interface VethPair extends AsyncDisposable {
  readonly client: VethNode;
  readonly server: VethNode;
  readonly nodes: ReadonlyMap<string, VethNode>;
}

/** client 10.9.0.2 and fd09::2, server 10.9.0.3 and fd09::3. */
export async function openVethPair(): Promise<VethPair> {
  const holders = await Promise.all([openNamespace(), openNamespace()]);
  const [first, second] = holders;
  execFileSync('ip', [
    ...['link', 'add', 'eth0', 'address', macOf(2), 'netns', String(first.pid), 'type', 'veth'],
    ...['peer', 'name', 'eth0', 'address', macOf(3), 'netns', String(second.pid)],
  ]);
  const client = node('client', first.pid ?? 0, 2, 3);
  const server = node('server', second.pid ?? 0, 3, 2);
  return {
    client,
    server,
    nodes: new Map([
      ['client', client],
      ['server', server],
    ]),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(
        holders.map(async (holder) => {
          const gone = once(holder, 'close');
          holder.stdin?.end();
          await gone;
        }),
      );
    },
  };
}

function macOf(host: number): string {
  return `02:00:00:00:09:0${host}`;
}

/** Lives until its stdin ends. */
async function openNamespace(): Promise<ChildProcess> {
  const holder = spawn('unshare', ['--net', '--', 'sh', '-c', 'echo here; exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  if (holder.stdout) await once(holder.stdout, 'data');
  return holder;
}

function node(name: string, pid: number, host: number, peer: number): VethNode {
  const enter = ['--net', '--target', String(pid), '--'];
  const run = (argv: readonly string[], input?: string): string =>
    execFileSync('nsenter', [...enter, ...argv], { encoding: 'utf8', input });
  run(['sysctl', '-qw', 'net.ipv4.tcp_congestion_control=reno', 'net.ipv4.tcp_syn_linear_timeouts=0']);
  run(['sysctl', '-qw', 'net.ipv4.tcp_no_metrics_save=1', 'net.ipv6.conf.eth0.accept_dad=0']);
  const commands = [
    'link set lo up',
    `addr add 10.9.0.${host}/24 dev eth0`,
    `addr add fd09::${host}/64 dev eth0 nodad`,
    'link set eth0 up',
    `neigh replace 10.9.0.${peer} lladdr ${macOf(peer)} dev eth0 nud permanent`,
    `neigh replace fd09::${peer} lladdr ${macOf(peer)} dev eth0 nud permanent`,
  ];
  run(['ip', '-batch', '-'], commands.join('\n'));
  const agents: ChildProcess[] = [];
  return {
    name,
    pid,
    agents,
    run,
    nft: (ruleset) => void run(['nft', '-f', '-'], ruleset),
    networkNamespace: `/proc/${pid}/ns/net`,
    sysctls: {},
    skippedSysctls: [],
    died: new Promise(() => {}),
    entrance: {
      by: 'namespaces',
      init: { pid, startTime: '' },
      enter: [],
      folder: '/',
      environment: {},
      confine: [],
      confineAsProgram: [],
    },
    spawnAgent: (argv) => {
      const agent = spawn('nsenter', [...enter, ...argv], { stdio: ['pipe', 'pipe', 'pipe'] });
      agents.push(agent);
      return agent;
    },
    start: () => {
      throw new Error('this node runs no programs');
    },
    isListening: () => Promise.resolve(false),
    counters: () => Promise.resolve({}),
  };
}
