/** Removes what dead runs left, by their ledgers and nothing else. */

import { readdirSync, readFileSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { LedgerEntry } from './ledger.ts';
import { bootId, isAlive, ownerOfFile, type ProcessIdentity } from './process-identity.ts';

export interface ReapReport {
  /** Runs of which nothing is left, and what was removed of them. */
  readonly removed: readonly { readonly run: string; readonly resources: readonly string[] }[];
  /** Runs of which something would not go. */
  readonly stuck: readonly { readonly run: string; readonly resources: readonly string[] }[];
}

const patienceMs = 2000;

/** A line cut short is the last one: what it was to tell of was never made. */
function readEntries(file: string): LedgerEntry[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as LedgerEntry];
      } catch {
        return [];
      }
    });
}

/**
 * @param removeGroup removes a control group with those in it; false while something keeps it
 */
export async function reapStale(
  stateFolder: string,
  removeGroup: (folder: string) => boolean,
): Promise<ReapReport> {
  const removed: { run: string; resources: string[] }[] = [];
  const stuck: { run: string; resources: string[] }[] = [];
  for (const name of readdirSync(stateFolder)) {
    const file = join(stateFolder, name);
    try {
      const owner = ownerOfFile(name);
      if (owner !== null && !isAlive(owner)) unlinkSync(file);
      if (!name.endsWith('.ndjson')) continue;
      const entries = readEntries(file);
      const first = entries[0];
      if (first?.kind !== 'run') {
        // They have their first line from the start, unless the disk lost it with its machine.
        unlinkSync(file);
        continue;
      }
      const sameBoot = first.owner.boot === bootId();
      if (sameBoot && isAlive(first.owner)) continue;
      const result = await removeAll(entries, sameBoot, removeGroup);
      if (result.left.length > 0) {
        stuck.push({ run: first.run, resources: result.left });
        continue;
      }
      unlinkSync(file);
      removed.push({ run: first.run, resources: result.gone });
    } catch (error) {
      // Another reaper was here first.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return { removed, stuck };
}

async function removeAll(
  entries: readonly LedgerEntry[],
  sameBoot: boolean,
  removeGroup: (folder: string) => boolean,
): Promise<{ gone: string[]; left: string[] }> {
  const gone: string[] = [];
  const left: string[] = [];
  for (const entry of entries) {
    if (entry.kind !== 'process' || !sameBoot || !isAlive(entry.process)) continue;
    const name = `process ${entry.process.pid}`;
    ((await killed(entry.process)) ? gone : left).push(name);
  }
  for (const entry of entries) {
    if (entry.kind !== 'cgroup' || !exists(entry.folder)) continue;
    const name = `control group ${entry.folder}`;
    ((await eventually(() => removeGroup(entry.folder))) ? gone : left).push(name);
  }
  return { gone, left };
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

async function killed(target: ProcessIdentity): Promise<boolean> {
  try {
    process.kill(target.pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile, or isn't ours any more.
  }
  return eventually(() => !isAlive(target));
}

async function eventually(done: () => boolean): Promise<boolean> {
  const deadline = performance.now() + patienceMs;
  while (!done()) {
    if (performance.now() > deadline) return false;
    await pause(5);
  }
  return true;
}
