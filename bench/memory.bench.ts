/**
 * Peak memory of a star of nodes with all its links up: the orchestrator, the fabric's process, and what
 * the nodes' own processes hold beside them. MB. Needs root.
 *
 * npm run bench -- memory
 */

import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

function descendantsOf(root: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        return [[Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])] as const];
      } catch {
        return [];
      }
    });
  const found = [root];
  for (const pid of found) found.push(...parents.filter(([, parent]) => parent === pid).map(([own]) => own));
  return found.slice(1);
}

/** In kB; what has ended meanwhile holds nothing. */
function field(pid: number, file: string, name: string): number {
  try {
    const text = readFileSync(`/proc/${pid}/${file}`, 'utf8');
    return Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(text)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

const isFabric = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('fabric/process/main');
  } catch {
    return false;
  }
};

const megabytes = (kilobytes: number): string => (kilobytes / 1000).toFixed(1);

console.log('| nodes | orchestrator, peak | fabric, peak | all nodes (proportional set size) | a node |');
console.log('|---:|---:|---:|---:|---:|');
for (const nodes of [2, 10, 50, 100]) {
  const topology = star(nodes - 1);
  const folder = mkdtempSync(join(tmpdir(), 'wirelab-bench-'));
  const sandbox = await namespacesRuntime().open({ runId: `bench-${randomUUID()}`, device: 'tap' });
  const [links, running] = await Promise.all([
    new FabricEmulator().open(sandbox),
    sandbox.createNodes(planNodes(topology)),
  ]);
  const recordFile = join(folder, 'packets');
  await links.attach(
    { seed: 1, links: topology.links, faults: [], timeline: [], recordFile, captureFolder: null },
    running,
  );
  const family = descendantsOf(process.pid);
  const fabric = family.filter(isFabric);
  const held = family
    .filter((pid) => !fabric.includes(pid))
    .reduce((sum, pid) => sum + field(pid, 'smaps_rollup', 'Pss'), 0);
  const fabricPeak = Math.max(...fabric.map((pid) => field(pid, 'status', 'VmHWM')));
  const own = field(process.pid, 'status', 'VmHWM');
  console.log(
    `| ${nodes} | ${megabytes(own)} | ${megabytes(fabricPeak)} | ${megabytes(held)} | ${megabytes(held / nodes)} |`,
  );
  await links.close();
  await sandbox.close();
  rmSync(folder, { recursive: true });
}
