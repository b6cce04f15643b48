/**
 * The kernel's netem beside the fabric, and a plain link beside both, in the same kernel: TCP goodput by iperf3
 * (3.9 or later), how late packets are by ping, and what a packet costs of the processor. Runs in a User-Mode Linux
 * guest where this kernel has no netem (packages user-mode-linux and kmod). Needs iperf3 and root.
 *
 * npm run bench -- netem [rounds]
 */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Emulator } from '../src/emulator/emulator.ts';
import { linkSpecs, nodeSpec } from '../test/runtime/topology.ts';
import { Guest } from '../test/testbed/uml/guest.ts';
import { compiled } from './compiled.ts';
import { VethPair } from './veth-pair.ts';

const rounds = Number(process.argv[2] ?? 3);
const delayMs = 10;
const seconds = 3;
const pings = 500;
/** Datagrams of 200 bytes, for two durations: what starting costs is in both. */
const load = { packetsPerSecond: 1000, shortSeconds: 1, longSeconds: 5 };

interface Figures {
  readonly goodputMbit: number;
  readonly goodputDelayedMbit: number;
  readonly errorP50Us: number;
  readonly errorP99Us: number;
  readonly cpuUsPerPacket: number;
}

interface Wire extends AsyncDisposable {
  spawn(node: 'a' | 'b', argv: readonly string[]): ChildProcess;
}

async function emulated(emulator: Emulator, delayed: number): Promise<Wire> {
  const { planNodes } =
    await compiled<typeof import('../src/core/plan/node-plan.ts')>('core/plan/node-plan.js');
  const { namespacesRuntime } = await compiled<
    typeof import('../src/runtime/namespaces/namespaces-runtime.ts')
  >('runtime/namespaces/namespaces-runtime.js');
  const folder = mkdtempSync(join(tmpdir(), 'wirelab-bench-'));
  const links = linkSpecs([['a', 'b']]).map((link) => ({
    ...link,
    ends: link.ends.map((end) => ({ ...end, impairment: { ...end.impairment, delayMs: delayed } })),
  }));
  const nodes = [nodeSpec('a'), nodeSpec('b')];
  const runId = `bench-${randomUUID()}`;
  const sandbox = await namespacesRuntime().open({ runId, device: emulator.device });
  const running = await sandbox.createNodes(planNodes({ nodes, links }));
  const wires = await emulator.open(sandbox);
  const recordFile = join(folder, 'packets');
  await wires.attach({ seed: 1, links, faults: [], timeline: [], recordFile, captureFolder: null }, running);
  return {
    spawn: (node, argv) => {
      const path = running.find(({ name }) => name === node)?.networkNamespace ?? '';
      return spawn('nsenter', [`--net=${path}`, ...argv]);
    },
    [Symbol.asyncDispose]: async () => {
      await wires.close();
      await sandbox.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function iperf(wire: Wire, options: readonly string[]) {
  const server = wire.spawn('b', ['iperf3', '-s', '-1', '--forceflush']);
  if (server.stdout) await once(createInterface({ input: server.stdout }), 'line');
  const ended = once(server, 'exit');
  const output = await text(wire.spawn('a', ['iperf3', '-c', '10.0.0.3', '-J', ...options]));
  await ended;
  return JSON.parse(output).end as {
    sum_received: { bits_per_second: number };
    sum: { packets: number };
  };
}

async function goodput(wire: Wire): Promise<number> {
  const { sum_received } = await iperf(wire, ['-t', String(seconds)]);
  return sum_received.bits_per_second / 1e6;
}

/** Of round trips, half of what they take beyond the delay asked for. */
async function errors(wire: Wire, asked: number): Promise<{ p50: number; p99: number }> {
  const output = await text(wire.spawn('a', ['ping', '-c', String(pings), '-i', '0.01', '10.0.0.3']));
  const late = [...output.matchAll(/time=([\d.]+) ms/g)]
    .map(([, time]) => (Number(time) / 2 - asked) * 1000)
    .sort((a, b) => a - b);
  const at = (ratio: number) => late[Math.max(0, Math.ceil(ratio * late.length) - 1)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}

/** Of the whole machine: what isn't idle. In clock ticks of 10 ms. */
function busySeconds(): number {
  const [, ...ticks] = (readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '').split(/\s+/).map(Number);
  const [user = 0, nice = 0, system = 0, , , interrupt = 0, softInterrupt = 0] = ticks;
  return (user + nice + system + interrupt + softInterrupt) / 100;
}

async function busyWith(wire: Wire, duration: number): Promise<{ busy: number; packets: number }> {
  const before = busySeconds();
  const rate = ['-b', String(load.packetsPerSecond * 200 * 8), '-l', '200', '-t', String(duration)];
  const { sum } = await iperf(wire, ['-u', ...rate]);
  return { busy: busySeconds() - before, packets: sum.packets };
}

async function cpuUsPerPacket(wire: Wire): Promise<number> {
  const short = await busyWith(wire, load.shortSeconds);
  const long = await busyWith(wire, load.longSeconds);
  return ((long.busy - short.busy) / (long.packets - short.packets)) * 1e6;
}

async function figures(open: (delay: number) => Promise<Wire>, delay: number): Promise<Figures> {
  const goodputMbit = await use(() => open(0), goodput);
  const goodputDelayedMbit = delay === 0 ? goodputMbit : await use(() => open(delay), goodput);
  const { p50, p99 } = await use(
    () => open(delay),
    (wire) => errors(wire, delay),
  );
  const cpu = await use(() => open(delay), cpuUsPerPacket);
  return { goodputMbit, goodputDelayedMbit, errorP50Us: p50, errorP99Us: p99, cpuUsPerPacket: cpu };
}

async function use<T>(open: () => Promise<Wire>, measure: (wire: Wire) => Promise<T>): Promise<T> {
  await using wire = await open();
  return await measure(wire);
}

async function text(child: ChildProcess): Promise<string> {
  let output = '';
  child.stdout?.on('data', (piece) => {
    output += String(piece);
  });
  await once(child, 'close');
  return output;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function compare(): Promise<void> {
  const { FabricEmulator } = await compiled<typeof import('../src/emulator/fabric/fabric-emulator.ts')>(
    'emulator/fabric/fabric-emulator.js',
  );
  const { NetemEmulator } = await compiled<typeof import('../src/emulator/netem/netem-emulator.ts')>(
    'emulator/netem/netem-emulator.js',
  );
  const samples: Record<'veth' | 'netem' | 'fabric', Figures[]> = { veth: [], netem: [], fabric: [] };
  for (let round = 0; round < rounds; round++) {
    samples.veth.push(await figures(() => VethPair.open(), 0));
    samples.netem.push(await figures((delay) => emulated(new NetemEmulator(), delay), delayMs));
    samples.fabric.push(await figures((delay) => emulated(new FabricEmulator(), delay), delayMs));
  }
  const rows: [string, keyof Figures][] = [
    ['TCP goodput, nothing impaired, Mbit/s', 'goodputMbit'],
    [`TCP goodput, ${delayMs} ms each way, Mbit/s`, 'goodputDelayedMbit'],
    ['late, p50, µs', 'errorP50Us'],
    ['late, p99, µs', 'errorP99Us'],
    ['CPU per packet, both ends and the link, µs', 'cpuUsPerPacket'],
  ];
  console.log('| | plain veth, no delay | netem | fabric | fabric / netem |');
  console.log('| --- | ---: | ---: | ---: | ---: |');
  for (const [title, key] of rows) {
    const [veth = 0, netem = 0, fabric = 0] = [samples.veth, samples.netem, samples.fabric].map((all) =>
      median(all.map((one) => one[key])),
    );
    const cells = [veth, netem, fabric].map((value) => value.toFixed(0));
    console.log(`| ${[title, ...cells, (fabric / netem).toFixed(2)].join(' | ')} |`);
  }
}

function hasNetem(): boolean {
  const attempt = 'ip link set lo up && tc qdisc add dev lo root netem';
  return spawnSync('unshare', ['--net', 'sh', '-c', attempt], { stdio: 'ignore' }).status === 0;
}

if (hasNetem()) {
  await compare();
} else {
  console.log(
    `medians of ${rounds}, in a guest; load average outside at the start ${loadavg()[0]?.toFixed(2)}\n`,
  );
  await using guest = await Guest.boot();
  const own = ['node', '--import', 'tsx', fileURLToPath(import.meta.url), String(rounds)];
  const { exitCode, stdout, stderr } = await guest.run(own, { timeoutSeconds: 1200 });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = exitCode;
}
