/** Who programs are in a container. */

import type { NodeSpec } from '../../core/lab/lab.ts';
import type { EngineFacts } from './engine/engine.ts';

/**
 * A user ID of the node's own, so that limits by user count its processes only, and so that nothing that the
 * kernel keeps by user (keys, pipes, watches) is shared between nodes. IDs from 0x70000000 on are given to
 * nobody (systemd's UIDS-GIDS.md, "unused"); a rootless engine has no more than the first 65536.
 *
 * Docker gives capabilities to root only: where the lab names some, programs are root with these and no others.
 */
export function programUser(
  spec: NodeSpec,
  facts: Pick<EngineFacts, 'rootless'>,
  runId: string,
  nodeIndex: number,
): string {
  if (spec.capabilities.length > 0) return '0:0';
  let hash = 0;
  for (const character of runId) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  const id = facts.rootless
    ? 20_000 + (((hash & 0xff) * 128 + nodeIndex) % 40_000)
    : 0x70000000 + (hash & 0xffff) * 4096 + (nodeIndex % 4096);
  return `${id}:${id}`;
}
