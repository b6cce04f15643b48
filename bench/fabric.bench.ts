/**
 * The fabric's figures, beside a plain veth pair in the same run: `npx tsx bench/fabric.ts [rounds]`.
 * Throughput by iperf3 (3.9 or later); delay error by ping and by the fabric's own records.
 */

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { createInterface } from 'node:readline';
import { TestNet } from '../test/fabric/test-net.ts';
import { VethPair } from './veth-pair.ts';

const rounds = Number(process.argv[2] ?? 3);
const seconds = 2;
const delayMs = 10;
const pingsPerLink = 100;
const clockTicksPerSecond = 100;

type Spawn = (node: 'a' | 'b', argv: readonly string[]) => ChildProcess;

interface Throughput {
  readonly goodputBitsPerSecond: number;
  readonly datagramsPerSecond: number;
  readonly datagramLoss: number;
}

interface DelayFigures {
  readonly latenessP50Us: number;
  readonly latenessP99Us: number;
  readonly rttErrorMeanUs: number;
  readonly cpuUsPerPacket: number;
}

async function iperf(spawn: Spawn, options: readonly string[]) {
  const server = spawn('b', ['iperf3', '-s', '-1', '--forceflush']);
  if (server.stdout) await once(createInterface({ input: server.stdout }), 'line');
  const ended = once(server, 'exit');
  const client = spawn('a', ['iperf3', '-c', '10.0.0.3', '-t', String(seconds), '-J', ...options]);
  const output = await text(client);
  await ended;
  return JSON.parse(output).end as {
    sum_received: { bits_per_second: number };
    sum: { packets: number; lost_percent: number };
  };
}

async function throughput(spawn: Spawn): Promise<Throughput> {
  const tcp = await iperf(spawn, []);
  const udp = await iperf(spawn, ['-u', '-b', '0', '-l', '64']);
  return {
    goodputBitsPerSecond: tcp.sum_received.bits_per_second,
    datagramsPerSecond: udp.sum.packets / seconds,
    datagramLoss: udp.sum.lost_percent / 100,
  };
}

async function fabricThroughput(): Promise<Throughput & { framesPerSecond: number; packetRate: number }> {
  await using net = await TestNet.open({ links: [{ name: 'wan', nodes: ['a', 'b'] }] });
  const spawn: Spawn = (node, argv) => net.spawn(node, argv);
  const tcp = await iperf(spawn, []);
  const { report } = await net.finish();
  await using again = await TestNet.open({ links: [{ name: 'wan', nodes: ['a', 'b'] }] });
  const udp = await iperf((node, argv) => again.spawn(node, argv), ['-u', '-b', '0', '-l', '64']);
  const { report: small } = await again.finish();
  return {
    goodputBitsPerSecond: tcp.sum_received.bits_per_second,
    datagramsPerSecond: udp.sum.packets / seconds,
    datagramLoss: udp.sum.lost_percent / 100,
    framesPerSecond: report.packets / seconds,
    packetRate: small.packets / seconds,
  };
}

/** A star: its leaves ping the hub across a link each. */
async function delayFigures(links: number): Promise<DelayFigures> {
  await using net = await TestNet.open({
    links: Array.from({ length: links }, (_, index) => ({
      name: `link-${index}`,
      nodes: ['hub', `leaf-${index}`],
      impair: { delayMs },
    })),
  });
  const before = cpuSeconds(net.process.pid);
  const outputs = await Promise.all(
    Array.from({ length: links }, (_, index) =>
      net.run(`leaf-${index}`, ['ping', '-q', '-c', String(pingsPerLink), '-i', '0.05', `10.0.${index}.2`]),
    ),
  );
  const cpu = cpuSeconds(net.process.pid) - before;
  const { report } = await net.finish();
  const means = outputs.map(({ stdout }) => Number(/= [\d.]+\/([\d.]+)\//.exec(stdout)?.[1]));
  return {
    latenessP50Us: (report.latenessP50Ms ?? Number.NaN) * 1000,
    latenessP99Us: (report.latenessP99Ms ?? Number.NaN) * 1000,
    rttErrorMeanUs: (median(means) - 2 * delayMs) * 1000,
    cpuUsPerPacket: (cpu / report.packets) * 1e6,
  };
}

function cpuSeconds(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / clockTicksPerSecond;
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

function medians<T extends object>(samples: readonly T[]): { [key in keyof T]: number } {
  const keys = Object.keys(samples[0] ?? {}) as (keyof T)[];
  return Object.fromEntries(
    keys.map((key) => [key, median(samples.map((sample) => Number(sample[key])))]),
  ) as { [key in keyof T]: number };
}

async function repeated<T>(measure: () => Promise<T>): Promise<T[]> {
  const samples: T[] = [];
  for (let round = 0; round < rounds; round++) samples.push(await measure());
  return samples;
}

console.log(`medians of ${rounds}; load average at the start ${loadavg()[0]?.toFixed(2)}\n`);
await using pair = await VethPair.open();
const veth = medians(await repeated(() => throughput((node, argv) => pair.spawn(node, argv))));
const fabric = medians(await repeated(fabricThroughput));
console.log('one link, unimpaired            fabric       veth    ratio');
const rows: [string, number, number, number][] = [
  ['TCP goodput, Mbit/s', fabric.goodputBitsPerSecond, veth.goodputBitsPerSecond, 1e6],
  ['64 B datagrams sent, k/s', fabric.datagramsPerSecond, veth.datagramsPerSecond, 1e3],
];
for (const [title, own, other, unit] of rows) {
  const ratio = (own / other).toFixed(2).padStart(8);
  console.log(
    title.padEnd(28),
    (own / unit).toFixed(0).padStart(9),
    (other / unit).toFixed(0).padStart(10),
    ratio,
  );
}
console.log('frames, k/s: TCP'.padEnd(28), (fabric.framesPerSecond / 1e3).toFixed(0).padStart(9));
console.log('frames, k/s: 64 B datagrams'.padEnd(28), (fabric.packetRate / 1e3).toFixed(0).padStart(9));

console.log(`\n${delayMs} ms each way, ${pingsPerLink} pings a link, 20/s; in µs`);
console.log('links   late p50   late p99   RTT error (mean)   CPU per packet');
for (const links of [1, 10, 100]) {
  const figures = medians(await repeated(() => delayFigures(links)));
  const cells = [
    figures.latenessP50Us,
    figures.latenessP99Us,
    figures.rttErrorMeanUs,
    figures.cpuUsPerPacket,
  ];
  console.log(
    String(links).padStart(5),
    ...cells.map((cell, index) => cell.toFixed(0).padStart([10, 10, 18, 16][index] ?? 10)),
  );
}
