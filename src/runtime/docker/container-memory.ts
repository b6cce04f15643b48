/** A container's memory, by the control group that it sees as its own (cgroups(7)). */

import type { NetworkHost } from '../network-host.ts';

export interface MemoryReading {
  readonly peakBytes: number | null;
  /** Processes that were ended because the limit was reached. */
  readonly kills: number;
}

const files = {
  1: { peak: 'memory/memory.max_usage_in_bytes', events: 'memory/memory.oom_control' },
  2: { peak: 'memory.peak', events: 'memory.events' },
} as const;

export class ContainerMemory {
  readonly #host: Pick<NetworkHost, 'read'>;
  readonly #folder: string;
  readonly #files: (typeof files)[1 | 2];

  constructor(host: Pick<NetworkHost, 'read'>, containerPid: number, cgroupVersion: 1 | 2) {
    this.#host = host;
    this.#folder = `/proc/${containerPid}/root/sys/fs/cgroup`;
    this.#files = files[cgroupVersion];
  }

  async read(): Promise<MemoryReading> {
    const [peak, events] = await Promise.all([this.#read(this.#files.peak), this.#read(this.#files.events)]);
    const peakBytes = peak === null ? Number.NaN : Number(peak);
    return {
      peakBytes: Number.isFinite(peakBytes) ? peakBytes : null,
      kills: Number(/^oom_kill (\d+)$/m.exec(events ?? '')?.[1] ?? 0),
    };
  }

  #read(name: string): Promise<string | null> {
    return this.#host.read(`${this.#folder}/${name}`);
  }
}
