/** One file a run: each resource is written down, and on disk, before it is made. */

import { closeSync, constants, fsyncSync, linkSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { bootId, identify, ownedFileName, type ProcessIdentity } from './process-identity.ts';

export interface LedgerOwner extends ProcessIdentity {
  readonly boot: string;
}

export type LedgerEntry =
  | { readonly kind: 'run'; readonly run: string; readonly owner: LedgerOwner }
  /** A control group and those in it. */
  | { readonly kind: 'cgroup'; readonly folder: string }
  | { readonly kind: 'process'; readonly process: ProcessIdentity };

export interface Ledger {
  readonly file: string;
  record(...entries: readonly LedgerEntry[]): void;
  /** All is gone: nothing to remember. */
  discard(): void;
}

export function openLedger(stateFolder: string, runId: string): Ledger {
  const owner = identify(process.pid);
  if (owner === null) throw new TypeError('/proc shows no process of our own');
  const file = join(stateFolder, `${runId}.ndjson`);
  // Until its first line is on disk it has another name, which tells whose it is: it may never be finished.
  const unborn = join(stateFolder, ownedFileName(runId, owner, 'unborn'));
  const descriptor = openSync(
    unborn,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_APPEND,
    0o600,
  );
  let open = true;
  const record = (...entries: readonly LedgerEntry[]) => {
    if (!open) return;
    writeSync(descriptor, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    fsyncSync(descriptor);
  };
  try {
    record({ kind: 'run', run: runId, owner: { ...owner, boot: bootId() } });
    linkSync(unborn, file);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  } finally {
    unlinkSync(unborn);
  }
  return {
    file,
    record,
    discard() {
      if (!open) return;
      open = false;
      closeSync(descriptor);
      unlinkSync(file);
    },
  };
}
