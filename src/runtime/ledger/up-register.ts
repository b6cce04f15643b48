/**
 * Which labs are kept up for hands-on use: an entry for each beside the ledgers, named for the lab and the process
 * that owns it. That process removes it at the end; of one that was killed, whoever looks next.
 */

import { readdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeEntrance } from '../runtime.ts';
import type { LedgerOwner } from './ledger.ts';
import {
  bootId,
  identify,
  isAlive,
  ownedFileName,
  ownerOfFile,
  type ProcessIdentity,
} from './process-identity.ts';

export interface UpLab {
  readonly lab: string;
  readonly owner: LedgerOwner;
  readonly state: 'starting' | 'up' | 'ending';
  /** Those that can be entered. */
  readonly nodes: readonly UpNode[];
}

export interface UpNode {
  readonly name: string;
  readonly entrance: NodeEntrance;
}

export interface UpClaim {
  /** From now on the nodes can be entered. */
  publish(nodes: readonly UpNode[]): void;
  /** From now on they can't. */
  withdraw(): void;
  /** The lab is down. */
  release(): void;
}

/** Where a process that was sent to the background says what it would have said on its terminal. */
export function upLogFile(stateFolder: string, lab: string, owner: ProcessIdentity): string {
  return join(stateFolder, ownedFileName(lab, owner, 'up.log'));
}

/** All labs that are up, or about to be, by name. What dead processes left of theirs is removed. */
export function listUpLabs(stateFolder: string): UpLab[] {
  const boot = bootId();
  return readdirSync(stateFolder)
    .flatMap((name) => {
      const owner = ownerOfFile(name);
      if (owner === null) return [];
      const file = join(stateFolder, name);
      if (!isAlive(owner)) {
        removeFile(file);
        return [];
      }
      const entry = name.endsWith('.up') ? readEntry(file) : null;
      return entry?.owner.boot === boot ? [entry] : [];
    })
    .sort((a, b) => a.lab.localeCompare(b.lab));
}

/** @returns the other that is up under this name, where there is one: then nothing is claimed */
export function claimLab(stateFolder: string, lab: string): UpClaim | UpLab {
  const identity = identify(process.pid);
  if (identity === null) throw new TypeError('/proc shows no process of our own');
  const owner: LedgerOwner = { ...identity, boot: bootId() };
  const file = join(stateFolder, ownedFileName(lab, owner, 'up'));
  const write = (entry: UpLab) => {
    writeFileSync(`${file}.new`, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  const release = () => {
    removeFile(file);
    removeFile(`${file}.log`);
  };
  write({ lab, owner, state: 'starting', nodes: [] });
  // Of two that come at once each sees the other: the one that started first goes on.
  const other = listUpLabs(stateFolder).find(
    (entry) => entry.lab === lab && entry.owner.pid !== owner.pid && startedBefore(entry.owner, owner),
  );
  if (other !== undefined) {
    removeFile(file);
    return other;
  }
  return {
    publish: (nodes) => write({ lab, owner, state: 'up', nodes }),
    withdraw: () => write({ lab, owner, state: 'ending', nodes: [] }),
    release,
  };
}

function startedBefore(a: ProcessIdentity, b: ProcessIdentity): boolean {
  const difference = Number(a.startTime) - Number(b.startTime);
  return difference === 0 ? a.pid < b.pid : difference < 0;
}

function readEntry(file: string): UpLab | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as UpLab;
  } catch {
    // It has been released meanwhile.
    return null;
  }
}

function removeFile(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
