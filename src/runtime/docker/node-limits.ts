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
/** The container's init and what keeps it alive, */
const standingProcesses = 2;
/** and for a moment the threads of what the engine enters it with. */
const enteringThreads = 16;

export interface ContainerLimits {
  readonly memoryBytes: number;
  /** Everything that runs in the container, Wirelab's own processes included. */
  readonly processes: number;
  /** What the programs' user ID may run at once: exact, for it has nothing else to run (setrlimit(2), RLIMIT_NPROC). */
  readonly userProcesses: number;
}

/** @param programs that have been started in the node, this one included */
export function containerLimits(limits: NodeLimits, programs: number): ContainerLimits {
  const forPrograms = limits.pids ?? defaultProgramProcesses * programs;
  const userProcesses = forPrograms + wrappers * programs;
  return {
    memoryBytes: limits.memoryBytes ?? defaultProgramMemoryBytes * programs,
    processes: userProcesses + standingProcesses + enteringThreads,
    userProcesses,
  };
}

/**
 * Whether the programs' user ID came to have all the processes that it may: the kernel counts no refusals of that limit.
 *
 * @param peaks the most processes the container has had, by the program's start and by its end; it was the only one meanwhile
 * @returns null where that can't be told: of few processes, for then the engine's own had a part in the peak
 */
export function reachedProcessLimit(
  userProcesses: number | null,
  peaks: { readonly before: number | null; readonly after: number | null },
): boolean | null {
  const { before, after } = peaks;
  if (userProcesses === null || before === null || after === null) return null;
  const all = userProcesses + standingProcesses;
  if (after < all) return false;
  return before < all && userProcesses > enteringThreads ? true : null;
}
