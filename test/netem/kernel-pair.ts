/** A link with two ends in a kernel that has netem, set up and changed by the lines that Wirelab gives to tc. */

import { type Impairment, unimpaired } from '../../src/core/lab/impairment.ts';
import type { LinkEnd } from '../../src/core/lab/lab.ts';
import type { KernelCounts } from '../../src/core/netem/account.ts';
import { kernelCounts, parseActions, parseQdiscs } from '../../src/core/netem/kernel-counts.ts';
import { NetemDirection } from '../../src/core/netem/netem-direction.ts';
import type { QdiscReading } from '../../src/core/netem/read-back.ts';
import { wiringOf } from '../../src/core/netem/wiring.ts';
import { sourceLines } from '../../src/core/netem/wiring-lines.ts';
import type { Guest } from '../testbed/uml/guest.ts';

type Step = { readonly do: string } & Readonly<Record<string, unknown>>;

/** Number, delay and time of arrival, in the order of arrival. */
export type Arrival = readonly [number: number, delayMs: number, atMs: number];

export interface Datagrams {
  readonly from: 'a' | 'b';
  readonly to: 'a' | 'b';
  readonly count: number;
  readonly gapMs?: number;
  readonly payload?: number;
  readonly waitMs?: number;
}

export interface KernelState {
  readonly qdiscs: readonly QdiscReading[];
  readonly counts: KernelCounts;
}

/** Gathers steps, which `run` then does in the guest, one after the other. */
export class KernelPair {
  readonly fromA: NetemDirection;
  readonly fromB: NetemDirection;
  readonly #steps: Step[] = [];
  readonly #answers: { readonly step: number; readonly take: (answer: unknown) => void }[] = [];

  constructor() {
    const wiring = wiringOf([{ name: 'wan', mtu: 1500, ends: [end('a'), end('b')] }], new Set());
    const [fromA, fromB] = wiring.directions.map((direction) => new NetemDirection(direction, null));
    if (fromA === undefined || fromB === undefined) throw new Error('a link has two directions');
    this.fromA = fromA;
    this.fromB = fromB;
    this.#add('ip', { lines: wiring.farDevices.map((device) => `link set dev ${device} up`) });
    this.#add('tc', { lines: wiring.directions.flatMap(sourceLines) });
  }

  /** In the direction from a. */
  impair(change: Partial<Impairment>): void {
    const planned = this.fromA.plan({ ...unimpaired, ...change });
    this.#add('ip', { lines: planned.links });
    this.#add('tc', { lines: planned.lines });
    this.fromA.commit(planned);
  }

  send(datagrams: Datagrams): Promise<readonly Arrival[]> {
    return this.#ask('datagrams', { ...datagrams });
  }

  stream(bytes: number): Promise<number> {
    return this.#ask('stream', { bytes });
  }

  resolveNeighbour(): Promise<boolean> {
    return this.#ask('neighbour', {});
  }

  async state(): Promise<KernelState> {
    const [qdiscs = '', mirred = '', gact = ''] = await this.#ask<string[]>('show', {});
    const parsed = parseQdiscs(qdiscs);
    return { qdiscs: parsed, counts: kernelCounts(parsed, parseActions(mirred), parseActions(gact)) };
  }

  /** @param superPackets leave segmentation to the devices, as the kernel does of its own accord */
  async run(guest: Guest, superPackets = false): Promise<void> {
    const input = JSON.stringify({ segments: superPackets, steps: this.#steps });
    const result = await guest.run(['python3', 'test/netem/pair.py'], { input });
    if (result.exitCode !== 0) throw new Error(`in the guest: ${result.stderr}`);
    const answers = JSON.parse(result.stdout) as unknown[];
    for (const { step, take } of this.#answers) take(answers[step]);
  }

  #add(kind: string, step: Readonly<Record<string, unknown>>): void {
    this.#steps.push({ do: kind, ...step });
  }

  #ask<T>(kind: string, step: Readonly<Record<string, unknown>>): Promise<T> {
    const position = this.#steps.length;
    this.#add(kind, step);
    return new Promise((resolve) => {
      this.#answers.push({ step: position, take: (answer) => resolve(answer as T) });
    });
  }
}

function end(node: 'a' | 'b'): LinkEnd {
  const mac = `02:00:00:00:00:0${node}`;
  return { node, device: 'eth0', mac, ipv4: null, ipv6: null, impairment: unimpaired };
}
