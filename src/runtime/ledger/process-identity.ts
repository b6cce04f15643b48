/** Which process, told apart from a later one with the same ID: start time and boot (proc_pid_stat(5)). */

import { readFileSync } from 'node:fs';

export interface ProcessIdentity {
  readonly pid: number;
  /** In clock ticks since boot. */
  readonly startTime: string;
}

/** Null when there is no such process; a zombie is one that has ended. */
export function identify(pid: number): ProcessIdentity | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, field 2, may hold anything, parentheses and spaces too.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const startTime = fields[19];
    return fields[0] === 'Z' || startTime === undefined ? null : { pid, startTime };
  } catch {
    return null;
  }
}

export function isAlive(process: ProcessIdentity): boolean {
  return identify(process.pid)?.startTime === process.startTime;
}

/** For a file that is nobody's once its owner has ended. */
export function ownedFileName(name: string, { pid, startTime }: ProcessIdentity, extension: string): string {
  return `${name}.${pid}.${startTime}.${extension}`;
}

/** Null where the name tells of none. */
export function ownerOfFile(fileName: string): ProcessIdentity | null {
  const [, pid, startTime] = /\.(\d+)\.(\d+)(?:\.[a-z]+)+$/.exec(fileName) ?? [];
  return pid === undefined || startTime === undefined ? null : { pid: Number(pid), startTime };
}

export function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}
