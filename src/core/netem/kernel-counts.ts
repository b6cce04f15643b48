/** What `tc -s -j` says of qdiscs and actions. */

import { type Count, type KernelCounts, noCount } from './account.ts';
import type { QdiscReading } from './read-back.ts';

/** `tc -s -j qdisc show`. Throws SyntaxError for anything else. */
export function parseQdiscs(text: string): readonly QdiscReading[] {
  return JSON.parse(text) as QdiscReading[];
}

interface ActionReading {
  readonly index: number;
  readonly stats?: { readonly bytes: number; readonly packets: number; readonly drops: number };
}

/** `tc -s -j actions list action KIND`: a total before each message's actions. Throws SyntaxError as above. */
export function parseActions(text: string): ReadonlyMap<number, Count> {
  const parts = JSON.parse(text) as { readonly actions?: readonly ActionReading[] }[];
  const counts = new Map<number, Count>();
  for (const { index, stats } of parts.flatMap(({ actions = [] }) => actions)) {
    counts.set(index, { ...noCount, ...(stats ?? {}), queued: 0 });
  }
  return counts;
}

export function kernelCounts(
  qdiscs: readonly QdiscReading[],
  mirred: ReadonlyMap<number, Count>,
  gact: ReadonlyMap<number, Count>,
): KernelCounts {
  const byPlace = new Map(qdiscs.map((reading) => [`${reading.dev} ${reading.handle}`, reading]));
  return {
    mirred: (index) => mirred.get(index) ?? null,
    gact: (index) => gact.get(index) ?? null,
    qdisc(device, handle) {
      const found = byPlace.get(`${device} ${handle}`);
      if (found === undefined) return null;
      const { packets = 0, bytes = 0, drops = 0, qlen = 0 } = found;
      return { packets, bytes, drops, queued: qlen };
    },
  };
}
