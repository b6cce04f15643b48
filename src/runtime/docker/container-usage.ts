/** What a container has used, by the control group that it sees as its own (cgroups(7)). */

import type { NetworkHost } from '../network-host.ts';

export interface UsageReading {
  readonly peakBytes: number | null;
  /** Processes that were ended because the limit was reached. */
  readonly kills: number;
  /** The most processes and threads that it had at once, Wirelab's own and the engine's included. */
  readonly peakProcesses: number | null;
}

const files = {
  1: {
    peak: 'memory/memory.max_usage_in_bytes',
    events: 'memory/memory.oom_control',
    processes: 'pids/pids.peak',
  },
  2: { peak: 'memory.peak', events: 'memory.events', processes: 'pids.peak' },
} as const;

export class ContainerUsage {
  readonly #host: Pick<NetworkHost, 'read'>;
  readonly #folder: string;
  readonly #files: (typeof files)[1 | 2];

  constructor(host: Pick<NetworkHost, 'read'>, containerPid: number, cgroupVersion: 1 | 2) {
    this.#host = host;
    this.#folder = `/proc/${containerPid}/root/sys/fs/cgroup`;
    this.#files = files[cgroupVersion];
  }

  async read(): Promise<UsageReading> {
    const { peak, events, processes } = this.#files;
    const [peakBytes, oom, peakProcesses] = await Promise.all([
      this.#read(peak),
      this.#read(events),
      this.#read(processes),
    ]);
    return {
      peakBytes: countIn(peakBytes),
      kills: Number(/^oom_kill (\d+)$/m.exec(oom ?? '')?.[1] ?? 0),
      peakProcesses: countIn(peakProcesses),
    };
  }

  #read(name: string): Promise<string | null> {
    return this.#host.read(`${this.#folder}/${name}`);
  }
}

function countIn(text: string | null): number | null {
  const count = text === null ? Number.NaN : Number(text);
  return Number.isFinite(count) ? count : null;
}
