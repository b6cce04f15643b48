/** How much a node's container may have. The lab's limits count for the node, the defaults for each program. */

import type { NodeLimits } from '../../core/lab/lab.ts';

export const defaultProgramMemoryBytes = 256 * 1024 * 1024;
export const defaultProgramProcesses = 64;
export const defaultOpenFiles = 256;
export const fileSizeLimitBytes = 64 * 1024 * 1024;
/** CPUs' worth of time in each scheduling period. */
export const cpuLimit = 1;

/** Of each program: the one that waits for it, and the one that adopts its orphans. */
const wrappers = 2;
/** The container's init and what keeps it alive, and for a moment the threads of what the engine enters it with. */
const ownProcesses = 18;

export interface ContainerLimits {
  readonly memoryBytes: number;
  /** Everything that runs in the container, Wirelab's own processes included. */
  readonly processes: number;
  /** What the programs' user ID may run: exact, for it has nothing else to run (setrlimit(2), RLIMIT_NPROC). */
  readonly userProcesses: number;
}

/** @param programs that have been started in the node, this one included */
export function containerLimits(limits: NodeLimits, programs: number): ContainerLimits {
  const forPrograms = limits.pids ?? defaultProgramProcesses * programs;
  const userProcesses = forPrograms + wrappers * programs;
  return {
    memoryBytes: limits.memoryBytes ?? defaultProgramMemoryBytes * programs,
    processes: userProcesses + ownProcesses,
    userProcesses,
  };
}
