/**
 * Limits by control groups, version 2 or 1, where this machine lets us make any (cgroups(7)). A run has
 * one group, a node one in it, a program one in that: the lab's limits count for the node, the defaults
 * for each program.
 */

import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeLimits } from '../../core/lab/lab.ts';

export const defaultProgramLimits = { memoryBytes: 256 * 1024 * 1024, pids: 64 } as const;

/** A hierarchy in which we may make groups, and what it limits. */
export interface Hierarchy {
  readonly version: 1 | 2;
  readonly controllers: readonly ('memory' | 'pids')[];
  /** The run's own group: an absolute folder. */
  readonly folder: string;
}

export interface ProgramGroup {
  /** A process that writes 0 into each of these belongs to it. */
  readonly joinFiles: readonly string[];
  /** Its processes now, as this process sees them. */
  pids(): number[];
  peakMemoryBytes(): number | null;
  ranOutOfMemory(): boolean;
  /** By its own limit, or by that of its node. */
  wasRefusedProcesses(): boolean;
}

function readNumber(file: string): number | null {
  try {
    const value = Number(readFileSync(file, 'utf8'));
    return Number.isFinite(value) ? value : null;
  } catch {
    return null;
  }
}

function readCount(file: string, name: string): number {
  try {
    return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(readFileSync(file, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function writeWherePresent(file: string, value: string): void {
  try {
    writeFileSync(file, value);
  } catch {
    // Swap accounting may be off: then there is nothing to limit.
  }
}

function limit(hierarchy: Hierarchy, folder: string, memoryBytes: number | null, pids: number | null): void {
  if (memoryBytes !== null && hierarchy.controllers.includes('memory')) {
    if (hierarchy.version === 2) {
      writeFileSync(join(folder, 'memory.max'), String(memoryBytes));
      writeWherePresent(join(folder, 'memory.swap.max'), '0');
    } else {
      writeFileSync(join(folder, 'memory.limit_in_bytes'), String(memoryBytes));
      writeWherePresent(join(folder, 'memory.memsw.limit_in_bytes'), String(memoryBytes));
    }
  }
  if (pids !== null && hierarchy.controllers.includes('pids')) {
    writeFileSync(join(folder, 'pids.max'), String(pids));
  }
}

/** Makes a folder and, on version 2, hands its controllers on to the groups in it. */
export function makeGroup(hierarchy: Hierarchy, folder: string, hasGroups: boolean): void {
  mkdirSync(folder, { recursive: true });
  if (hierarchy.version === 2 && hasGroups) {
    const enable = hierarchy.controllers.map((name) => `+${name}`).join(' ');
    writeFileSync(join(folder, 'cgroup.subtree_control'), enable);
  }
}

export function makeProgramGroup(
  hierarchies: readonly Hierarchy[],
  node: string,
  serial: number,
  limits: NodeLimits,
): ProgramGroup {
  const folders = hierarchies.map((hierarchy) => {
    const nodeFolder = join(hierarchy.folder, node);
    makeGroup(hierarchy, nodeFolder, true);
    limit(hierarchy, nodeFolder, limits.memoryBytes, limits.pids);
    const folder = join(nodeFolder, `program-${serial}`);
    makeGroup(hierarchy, folder, false);
    limit(
      hierarchy,
      folder,
      limits.memoryBytes === null ? defaultProgramLimits.memoryBytes : null,
      limits.pids === null ? defaultProgramLimits.pids : null,
    );
    return { hierarchy, folder };
  });
  const counted = folders.find(({ hierarchy }) => hierarchy.controllers.includes('pids'));
  const memory = folders.find(({ hierarchy }) => hierarchy.controllers.includes('memory'));
  return {
    joinFiles: folders.map(({ folder }) => join(folder, 'cgroup.procs')),
    pids: () =>
      folders.flatMap(({ folder }) => {
        try {
          return readFileSync(join(folder, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number);
        } catch {
          return [];
        }
      }),
    peakMemoryBytes: () =>
      memory === undefined
        ? null
        : readNumber(
            join(memory.folder, memory.hierarchy.version === 2 ? 'memory.peak' : 'memory.max_usage_in_bytes'),
          ),
    ranOutOfMemory: () =>
      memory !== undefined &&
      readCount(
        join(memory.folder, memory.hierarchy.version === 2 ? 'memory.events' : 'memory.oom_control'),
        'oom_kill',
      ) > 0,
    wasRefusedProcesses: () =>
      counted !== undefined &&
      [counted.folder, join(counted.hierarchy.folder, node)].some(
        (folder) => readCount(join(folder, 'pids.events'), 'max') > 0,
      ),
  };
}

/**
 * Removes a group and those in it. True when nothing is left; a group with a process in it stays, and a
 * process that was just killed may take a moment to leave.
 */
export function removeGroup(folder: string): boolean {
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) removeGroup(join(folder, entry.name));
    }
    rmdirSync(folder);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}
