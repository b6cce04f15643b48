/** The process that holds a sandbox's private root and, for an ordinary user, its user namespace. */

import { EnvironmentError } from '../../core/environment-error.ts';
import { explainRefusal, readNamespaceFacts } from '../capability/namespace-permission.ts';
import type { Ownership } from './confinement.ts';
import { holderScript } from './holder-script.ts';
import { readMounts } from './mount-table.ts';
import { buildingSite, nodeFstab, planPrivateRoot } from './private-root.ts';
import { type SetupProcess, startSetup } from './setup-process.ts';

export interface Holder {
  readonly process: SetupProcess;
  readonly pid: number;
  /** argv that stands before a command which is to run with privilege over the nodes, files as outside. */
  readonly enterUser: readonly string[];
  /** The same, with the private root. */
  readonly enter: readonly string[];
  /** The same, with this machine's files at /.host. */
  readonly enterWithHost: readonly string[];
}

const userNamespaceOptions: Readonly<Record<Ownership['kind'], readonly string[]>> = {
  root: [],
  subuid: ['--user', '--map-root-user', '--map-auto'],
  single: ['--user', '--map-root-user'],
};

/**
 * Throws EnvironmentError with what unshare(1) and mount(8) said.
 * @param runId shown by ps(1), for people
 */
export async function startHolder(ownership: Ownership, runId: string): Promise<Holder> {
  const root = planPrivateRoot(readMounts());
  const list = (names: readonly string[]) => names.join('\n');
  const process = startSetup([
    'unshare',
    ...userNamespaceOptions[ownership.kind],
    '--mount',
    '--propagation',
    'private',
    'sh',
    '-c',
    holderScript,
    `wirelab-${runId}`,
    buildingSite,
    root.fstab,
    nodeFstab,
    list(root.folders),
    list(root.files),
    list(root.links),
    list(root.deviceLinks),
  ]);
  const lines = await process.linesUntil((line) => line.startsWith('ready '));
  const pid = process.child.pid;
  const cleanPid = /^ready (\d+)$/.exec(lines.at(-1) ?? '')?.[1];
  if (cleanPid === undefined || pid === undefined) {
    const refusal = explainRefusal(readNamespaceFacts());
    const words = [refusal?.why ?? '', process.complaint() || (await process.exited)].filter(Boolean);
    throw new EnvironmentError(`namespaces can't be made here: ${words.join(': ')}`, {
      ...(refusal === null ? {} : { remedy: refusal.remedy }),
    });
  }
  const target = (holder: number | string) => ['nsenter', '--target', String(holder)];
  const user = ownership.kind === 'root' ? [] : ['--user', '--preserve-credentials'];
  return {
    process,
    pid,
    enterUser: ownership.kind === 'root' ? [] : [...target(pid), ...user, '--'],
    enter: [...target(cleanPid), ...user, '--mount', '--'],
    enterWithHost: [...target(pid), ...user, '--mount', '--'],
  };
}
