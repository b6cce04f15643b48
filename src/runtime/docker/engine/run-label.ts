/** The labels of all that Wirelab makes in an engine: which run's it is, and who owns that run. */

import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { bootId, identify, isAlive } from '../../ledger/process-identity.ts';

export const runLabel = 'io.wirelab.run';
export const ownerLabel = 'io.wirelab.owner';

/** A process, told apart from every other one that may use the same engine, on this machine or elsewhere. */
export interface RunOwner {
  readonly boot: string;
  /** Process IDs count within it. */
  readonly pidNamespace: string;
  readonly pid: number;
  readonly startTime: string;
  readonly hostName: string;
}

export function thisOwner(): RunOwner {
  const identity = identify(process.pid);
  if (identity === null) throw new TypeError('/proc shows no process of our own');
  return { ...identity, boot: bootId(), pidNamespace: pidNamespace(), hostName: hostname() };
}

export function runLabels(runId: string): Record<string, string> {
  const { boot, pidNamespace: namespace, pid, startTime, hostName } = thisOwner();
  return {
    [runLabel]: runId,
    [ownerLabel]: [boot, namespace, pid, startTime, hostName].join(' '),
  };
}

/** Null for what no Wirelab wrote. */
export function parseOwner(label: string | undefined): RunOwner | null {
  const [boot, namespace, pid, startTime, hostName, ...rest] = (label ?? '').split(' ');
  if (!boot || !namespace || !pid || !startTime || !hostName || rest.length > 0) return null;
  if (!/^[1-9]\d*$/.test(pid) || !/^\d+$/.test(startTime)) return null;
  return { boot, pidNamespace: namespace, pid: Number(pid), startTime, hostName };
}

/**
 * `elsewhere`: on another machine, or in a PID namespace that isn't ours, so that its process can't be seen.
 * @param isRunning does any container of the run? Of before this machine's start nothing does
 */
export function ownerState(
  owner: RunOwner,
  here: RunOwner,
  isRunning: boolean,
): 'alive' | 'dead' | 'elsewhere' {
  if (owner.boot !== here.boot) return owner.hostName === here.hostName && !isRunning ? 'dead' : 'elsewhere';
  if (owner.pidNamespace !== here.pidNamespace) return 'elsewhere';
  return isAlive(owner) ? 'alive' : 'dead';
}

function pidNamespace(): string {
  return readlinkSync('/proc/self/ns/pid');
}
