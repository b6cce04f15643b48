/**
 * Time to ready and to gone for stars of nodes, medians in seconds: nodes alone, nodes with the fabric
 * carrying every link, the same namespaces and devices by `ip -batch` alone, and Mininet where it is
 * installed (Debian: mininet, bridge-utils). Needs root.
 *
 * npm run bench -- nodes [rounds]
 */

import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { star } from '../test/runtime/topology.ts';
import { compiled } from './compiled.ts';

const { planNodes } =
  await compiled<typeof import('../src/core/plan/node-plan.ts')>('core/plan/node-plan.js');
const { namespacesRuntime } = await compiled<
  typeof import('../src/runtime/namespaces/namespaces-runtime.ts')
>('runtime/namespaces/namespaces-runtime.js');
const { FabricEmulator } = await compiled<typeof import('../src/emulator/fabric/fabric-emulator.ts')>(
  'emulator/fabric/fabric-emulator.js',
);

interface Cost {
  readonly upSeconds: number;
  readonly downSeconds: number;
}

const sizes = [2, 10, 50, 100];
const rounds = Number(process.argv[2] ?? 5);

async function ours(nodes: number): Promise<Cost> {
  const plans = planNodes(star(nodes - 1));
  const startedAt = performance.now();
  const sandbox = await namespacesRuntime().open({ runId: `bench-${randomUUID()}`, device: 'tap' });
  await sandbox.createNodes(plans);
  const readyAt = performance.now();
  await sandbox.close();
  return { upSeconds: (readyAt - startedAt) / 1000, downSeconds: (performance.now() - readyAt) / 1000 };
}

/** `wirelab run` starts the fabric's process before it reads the lab; reading takes about so long. */
const preparationMs = 500;

/** All that stands before a case's clock but traffic: nodes, and links that carry packets. */
async function withLinks(nodes: number, isPrepared: boolean): Promise<Cost> {
  const topology = star(nodes - 1);
  const folder = mkdtempSync(join(tmpdir(), 'wirelab-bench-'));
  const runtime = namespacesRuntime();
  const emulator = new FabricEmulator();
  if (isPrepared) {
    emulator.prepare(runtime);
    await pause(preparationMs);
  }
  const startedAt = performance.now();
  const sandbox = await runtime.open({ runId: `bench-${randomUUID()}`, device: 'tap' });
  const [links, running] = await Promise.all([
    emulator.open(sandbox),
    sandbox.createNodes(planNodes(topology)),
  ]);
  const recordFile = join(folder, 'packets');
  const wire = { seed: 1, links: topology.links, faults: [], timeline: [], recordFile, captureFolder: null };
  await links.attach(wire, running);
  const readyAt = performance.now();
  await links.close();
  await sandbox.close();
  const cost = { upSeconds: (readyAt - startedAt) / 1000, downSeconds: (performance.now() - readyAt) / 1000 };
  rmSync(folder, { recursive: true });
  return cost;
}

/** In a mount and network namespace of its own, so that nothing is left whatever happens. */
const rawScript = `
mount -t tmpfs none /run || exit 1
now() { date +%s%N; }
started=$(now)
{
  i=0; while [ $i -lt "$1" ]; do
    echo "netns add n$i"
    echo "link add w$i type veth peer name eth0 netns n$i"
    i=$((i + 1))
  done
} | ip -batch - || exit 1
i=0; while [ $i -lt "$1" ]; do
  ip -n n$i -batch - <<END || exit 1
link set lo up
link set eth0 up
addr add 10.0.$i.2/24 dev eth0
addr add fd00:$i::2/64 dev eth0 nodad
END
  i=$((i + 1))
done
ready=$(now)
{ i=0; while [ $i -lt "$1" ]; do echo "netns del n$i"; i=$((i + 1)); done; } | ip -batch - || exit 1
echo $((ready - started)) $(($(now) - ready))
`;

function raw(nodes: number): Cost | null {
  const args = ['--mount', '--net', '--propagation', 'private', 'sh', '-c', rawScript, 'raw', String(nodes)];
  return costOf(spawnSync('unshare', args, { encoding: 'utf8' }).stdout);
}

const mininetProgram = `
import sys, time
from mininet.net import Mininet
from mininet.nodelib import LinuxBridge
from mininet.topo import SingleSwitchTopo
started = time.monotonic_ns()
net = Mininet(topo=SingleSwitchTopo(int(sys.argv[1])), switch=LinuxBridge, controller=None)
net.start()
ready = time.monotonic_ns()
net.stop()
print(ready - started, time.monotonic_ns() - ready)
`;

/** In a network namespace of its own: it raises settings that are the machine's otherwise. */
function mininet(nodes: number): Cost | null {
  const args = ['--net', '/usr/bin/python3', '-c', mininetProgram, String(nodes)];
  return costOf(spawnSync('unshare', args, { encoding: 'utf8' }).stdout);
}

function costOf(output: string): Cost | null {
  const [up, down] = output.trim().split(' ').map(Number);
  return up && down ? { upSeconds: up / 1e9, downSeconds: down / 1e9 } : null;
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function measure(
  make: (nodes: number) => Promise<Cost | null> | Cost | null,
  nodes: number,
): Promise<string> {
  const costs: Cost[] = [];
  for (let round = 0; round < rounds; round++) {
    const cost = await make(nodes);
    if (cost === null) return 'not here | not here';
    costs.push(cost);
  }
  const up = median(costs.map((cost) => cost.upSeconds));
  const down = median(costs.map((cost) => cost.downSeconds));
  return `${up.toFixed(3)} | ${down.toFixed(3)}`;
}

console.log(`Medians of ${rounds}, seconds\n`);
console.log(
  '| nodes | nodes up | down | with links up | down | fabric from nothing up | down | ip -batch up | down | Mininet up | down |',
);
console.log(`|${'---:|'.repeat(11)}`);
for (const nodes of sizes) {
  // One after the other and in turn, so that what else the machine does is shared fairly.
  const cells: string[] = [];
  const prepared = (count: number) => withLinks(count, true);
  const fromNothing = (count: number) => withLinks(count, false);
  for (const make of [ours, prepared, fromNothing, raw, mininet]) cells.push(await measure(make, nodes));
  console.log(`| ${nodes} | ${cells.join(' | ')} |`);
}
