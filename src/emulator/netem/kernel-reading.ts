/** Reads all counts and settings of the wire namespace, with one question each for qdiscs and kinds of actions. */

import { EnvironmentError } from '../../core/environment-error.ts';
import type { KernelCounts } from '../../core/netem/account.ts';
import { kernelCounts, parseActions, parseQdiscs } from '../../core/netem/kernel-counts.ts';
import type { QdiscReading } from '../../core/netem/read-back.ts';
import type { TcSession } from './tc-session.ts';

export interface KernelReading {
  readonly qdiscs: readonly QdiscReading[];
  readonly counts: KernelCounts;
}

export async function readKernel(session: TcSession): Promise<KernelReading> {
  const [qdiscs = '', mirred = '', gact = ''] = await session.show(
    'qdisc show',
    'actions list action mirred',
    'actions list action gact',
  );
  try {
    const parsed = parseQdiscs(qdiscs);
    return { qdiscs: parsed, counts: kernelCounts(parsed, parseActions(mirred), parseActions(gact)) };
  } catch (error) {
    throw new EnvironmentError(`tc said what isn't JSON: ${qdiscs.slice(0, 200)}`, { cause: error });
  }
}
