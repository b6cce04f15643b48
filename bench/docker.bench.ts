/**
 * Time to ready and to gone for containers, medians in seconds: a star of nodes of the docker runtime, alone and
 * with the fabric carrying every link; and as many services of the same image by compose, all on one network of
 * its own, which is the least that it can make. Needs root, an engine with wirelab/base (DOCKER_HOST), and compose.
 *
 * npm run bench -- docker [rounds]
 */

import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { star } from '../test/runtime/topology.ts';
import { compiled } from './compiled.ts';

const { planNodes } =
  await compiled<typeof import('../src/core/plan/node-plan.ts')>('core/plan/node-plan.js');
const { dockerRuntime } = await compiled<typeof import('../src/runtime/docker/docker-runtime.ts')>(
  'runtime/docker/docker-runtime.js',
);
const { FabricEmulator } = await compiled<typeof import('../src/emulator/fabric/fabric-emulator.ts')>(
  'emulator/fabric/fabric-emulator.js',
);

interface Cost {
  readonly up: number;
  readonly down: number;
}

const sizes = [2, 10, 30];
const rounds = Number(process.argv[2] ?? 3);

/** The plugin of docker's, or compose of its own, as Debian has it. It handles 64 at once of its own accord. */
const [file = '', ...first] =
  spawnSync('docker', ['compose', 'version'], { stdio: 'ignore' }).status === 0
    ? ['docker', 'compose']
    : ['docker-compose'];

const secondsSince = (startedAt: number) => (performance.now() - startedAt) / 1000;

/** With a connection of its own, as each `wirelab run` makes one. */
async function nodes(count: number): Promise<Cost> {
  const plans = planNodes(star(count - 1));
  const startedAt = performance.now();
  const sandbox = await dockerRuntime().open({ runId: `bench-${randomUUID()}`, device: 'tap' });
  await sandbox.createNodes(plans);
  const up = secondsSince(startedAt);
  const closingAt = performance.now();
  await sandbox.close();
  return { up, down: secondsSince(closingAt) };
}

/** All that stands before a case's clock but traffic. */
async function nodesAndLinks(count: number): Promise<Cost> {
  const topology = star(count - 1);
  const folder = mkdtempSync(join(tmpdir(), 'wirelab-bench-'));
  const startedAt = performance.now();
  const sandbox = await dockerRuntime().open({ runId: `bench-${randomUUID()}`, device: 'tap' });
  const [links, running] = await Promise.all([
    new FabricEmulator().open(sandbox),
    sandbox.createNodes(planNodes(topology)),
  ]);
  const recordFile = join(folder, 'packets');
  const wire = { seed: 1, links: topology.links, faults: [], timeline: [], recordFile, captureFolder: null };
  await links.attach(wire, running);
  const up = secondsSince(startedAt);
  const closingAt = performance.now();
  await links.close();
  await sandbox.close();
  const down = secondsSince(closingAt);
  rmSync(folder, { recursive: true });
  return { up, down };
}

function composeFile(count: number): string {
  const service = { image: 'wirelab/base', command: ['sleep', 'infinity'], init: true };
  const names = Array.from({ length: count }, (_, index) => `node-${index}`);
  return JSON.stringify({
    version: '2.4',
    services: Object.fromEntries(names.map((name) => [name, service])),
  });
}

/** With `init` a service ends at once when it is told to. */
function services(count: number): Cost {
  const folder = mkdtempSync(join(tmpdir(), 'wirelab-bench-'));
  writeFileSync(join(folder, 'docker-compose.yml'), composeFile(count));
  const run = (...args: readonly string[]): number => {
    const startedAt = performance.now();
    const { status, stderr } = spawnSync(file, [...first, ...args], { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`compose ${args.join(' ')}: ${stderr}`);
    return secondsSince(startedAt);
  };
  try {
    const up = run('up', '--detach');
    return { up, down: run('down') };
  } finally {
    run('kill');
    run('down');
    rmSync(folder, { recursive: true });
  }
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function medians(measure: () => Cost | Promise<Cost>): Promise<Cost> {
  const costs: Cost[] = [];
  for (let round = 0; round < rounds; round++) costs.push(await measure());
  return { up: median(costs.map(({ up }) => up)), down: median(costs.map(({ down }) => down)) };
}

console.log(`medians of ${rounds}, seconds; load average at the start ${loadavg()[0]?.toFixed(2)}\n`);
console.log('| nodes | nodes up | down | with links up | down | compose up | down | ratio up | down |');
console.log('|---:|---:|---:|---:|---:|---:|---:|---:|---:|');
for (const size of sizes) {
  const alone = await medians(() => nodes(size));
  const linked = await medians(() => nodesAndLinks(size));
  const other = await medians(() => services(size));
  const ratios = [other.up / alone.up, other.down / alone.down].map((ratio) => `${ratio.toFixed(1)}x`);
  const costs = [alone, linked, other].flatMap(({ up, down }) => [up.toFixed(2), down.toFixed(2)]);
  console.log(`| ${[size, ...costs, ...ratios].join(' | ')} |`);
}
