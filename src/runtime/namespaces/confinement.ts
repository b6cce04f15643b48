/** Who programs are, and what they may: the argv that stands before a program's own. */

import { EnvironmentError } from '../../core/environment-error.ts';

/**
 * How nodes are owned. `root`: directly, programs under an unallocated user ID. `subuid`: in a user
 * namespace with several IDs. `single`: in one with a single ID, which programs then share with us.
 */
export type Ownership =
  | { readonly kind: 'root'; readonly firstUserId: number }
  | { readonly kind: 'subuid'; readonly firstUserId: number }
  | { readonly kind: 'single' };

/** User IDs set aside for the nodes of one run. */
export const idsOfARun = 4096;

/**
 * IDs from 0x70000000 on are given to nobody (systemd's UIDS-GIDS.md, "unused"). Each run takes a block
 * of its own, by its name, so that limits by user ID count one node's processes only.
 */
export function unallocatedUserId(runId: string): number {
  let hash = 0;
  for (const character of runId) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  return 0x70000000 + (hash & 0xffff) * idsOfARun;
}

export function userIdOf(ownership: Ownership, nodeIndex: number): number {
  return ownership.kind === 'single' ? 0 : ownership.firstUserId + (nodeIndex % idsOfARun);
}

/** Those that act on the node's own network only. */
export const networkCapabilities = ['net_raw', 'net_admin', 'net_bind_service'] as const;
const grantable: ReadonlySet<string> = new Set(networkCapabilities);

export function capabilityNames(named: readonly string[]): string[] {
  return named.map((name) => {
    const plain = name.toLowerCase().replace(/^cap_/, '');
    if (grantable.has(plain)) return plain;
    throw new EnvironmentError(`the namespaces runtime grants no capability ${JSON.stringify(name)}`, {
      remedy: `it grants ${[...grantable].map((each) => each.toUpperCase()).join(', ')}; others reach beyond a node`,
    });
  });
}

export interface Confinement {
  readonly ownership: Ownership;
  readonly userId: number;
  readonly capabilities: readonly string[];
  readonly openFiles: number;
  /** Where nothing better counts processes. */
  readonly processes: number | null;
}

const fileSizeLimitBytes = 64 * 1024 * 1024;

/** Runs in the node with all privileges, and gives them up for good: prlimit(1), setpriv(1). */
export function confinedArgv(confinement: Confinement, argv: readonly string[]): string[] {
  const { ownership, userId, capabilities, openFiles, processes } = confinement;
  const granted = capabilities.map((name) => `,+${name}`).join('');
  const identity =
    ownership.kind === 'single'
      ? []
      : ['--reuid', String(userId), '--regid', String(userId), '--clear-groups'];
  return [
    'prlimit',
    `--nofile=${openFiles}`,
    `--fsize=${fileSizeLimitBytes}`,
    '--core=0',
    ...(processes === null ? [] : [`--nproc=${processes}`]),
    'setpriv',
    ...identity,
    '--no-new-privs',
    `--inh-caps=-all${granted}`,
    ...(granted === '' ? [] : [`--ambient-caps=-all${granted}`]),
    `--bounding-set=-all${granted}`,
    '--',
    ...argv,
  ];
}
