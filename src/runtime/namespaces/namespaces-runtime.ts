/** Nodes as bare namespaces: no daemon, and no root where the machine allows user namespaces. */

import { requireMachine } from '../capability/requirement.ts';
import { openLedger } from '../ledger/ledger.ts';
import { identify } from '../ledger/process-identity.ts';
import { reapStale } from '../ledger/reap.ts';
import { openStateFolder } from '../ledger/state-folder.ts';
import { LocalHost, spawnOwn } from '../local-host.ts';
import type { Runtime, Sandbox, SandboxOptions } from '../runtime.ts';
import { type Hierarchy, removeGroup } from './cgroup.ts';
import { makeRunGroups } from './cgroup-discovery.ts';
import type { Ownership } from './confinement.ts';
import { type Holder, startHolder } from './holder.ts';
import { NamespacesSandbox } from './namespaces-sandbox.ts';
import { bestOwnership } from './ownership.ts';
import { holdWireNamespace, type WireNamespace } from './wire-namespace.ts';

/** Privilege over the networks that are made in it, for as long as the command runs. */
const userNamespace = ['unshare', '--user', '--map-root-user', '--'];

export interface NamespacesOptions {
  /** Where the ledgers are; by default this machine's own place for such (state-folder.ts). */
  readonly stateFolder?: string;
}

export function namespacesRuntime(options: NamespacesOptions = {}): Runtime {
  return {
    name: 'namespaces',
    open: (sandbox) => open(sandbox, options),
    withNetwork: (use) => use(new LocalHost(bestOwnership('').kind === 'root' ? [] : userNamespace)),
    spawnAhead: (argv) => (bestOwnership('').kind === 'root' ? spawnOwn(argv) : null),
  };
}

async function open({ runId, device }: SandboxOptions, options: NamespacesOptions): Promise<Sandbox> {
  requireMachine();
  const stateFolder = options.stateFolder ?? openStateFolder();
  await reapStale(stateFolder, removeGroup);
  const ledger = openLedger(stateFolder, runId);
  let holder: Holder;
  let ownership: Ownership;
  let wire: WireNamespace | null = null;
  try {
    ({ holder, ownership } = await holdBest(runId));
    if (device === 'veth') wire = await holdWire(holder, runId);
  } catch (error) {
    ledger.discard();
    throw error;
  }
  for (const pid of [holder.pid, wire?.process.child.pid]) {
    const process = pid === undefined ? null : identify(pid);
    if (process !== null) ledger.record({ kind: 'process', process });
  }
  const hierarchies = makeRunGroups(`wirelab-${runId}`, (folder) =>
    ledger.record({ kind: 'cgroup', folder }),
  );
  return new NamespacesSandbox({
    runId,
    ownership,
    holder,
    wire,
    hierarchies,
    ledger,
    facts: { isolation: isolationFact[ownership.kind], limits: limitsFact(hierarchies) },
    warnings: warningsOf(ownership, hierarchies),
  });
}

async function holdBest(runId: string): Promise<{ holder: Holder; ownership: Ownership }> {
  const best = bestOwnership(runId);
  try {
    return { holder: await startHolder(best, runId), ownership: best };
  } catch (error) {
    if (best.kind !== 'subuid') throw error;
    return { holder: await startHolder({ kind: 'single' }, runId), ownership: { kind: 'single' } };
  }
}

async function holdWire(holder: Holder, runId: string): Promise<WireNamespace> {
  try {
    return await holdWireNamespace(holder, runId);
  } catch (error) {
    holder.process.release();
    throw error;
  }
}

const isolationFact: Readonly<Record<Ownership['kind'], string>> = {
  root: 'namespaces as root, programs under an unallocated user ID',
  subuid: 'namespaces in a user namespace, programs under a subordinate user ID',
  single: 'namespaces in a user namespace of a single user ID',
};

function limitsFact(hierarchies: readonly Hierarchy[]): string {
  if (hierarchies.length === 0) return 'rlimits only';
  return hierarchies
    .map(({ version, controllers }) => `${controllers.join(' and ')} by cgroup v${version}`)
    .join(', ');
}

function warningsOf(ownership: Ownership, hierarchies: readonly Hierarchy[]): string[] {
  const limited = new Set(hierarchies.flatMap(({ controllers }) => controllers));
  const warnings: string[] = [];
  if (ownership.kind === 'single') {
    warnings.push(
      'Programs run under your own user ID, cut off by namespaces alone: /etc/subuid grants no others (`wirelab doctor`).',
    );
  }
  if (!limited.has('memory')) {
    warnings.push('Memory is not limited: no control group can be made here (`wirelab doctor`).');
  }
  if (!limited.has('pids')) {
    warnings.push(
      'Processes are limited by user ID only: no control group can be made here (`wirelab doctor`).',
    );
  }
  return warnings;
}
