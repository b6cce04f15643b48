import type { LinkEnd, LinkSpec, NodeSpec } from '../lab/lab.ts';

/** One link on a packet's way. */
export interface Hop {
  readonly link: LinkSpec;
  readonly sender: LinkEnd;
  readonly receiver: LinkEnd;
}

/**
 * The fewest links from one node to another, through nodes that forward; of equals the one that comes
 * first in the lab. A link counts where both ends have an address of that family.
 * @returns null where there is no way
 */
export function flowPath(
  topology: { readonly nodes: readonly NodeSpec[]; readonly links: readonly LinkSpec[] },
  from: string,
  to: string,
  ip: 4 | 6,
): readonly Hop[] | null {
  const forwarding = new Set(topology.nodes.filter((node) => node.forward).map((node) => node.name));
  const reached = new Map<string, readonly Hop[]>([[from, []]]);
  for (const [node, path] of reached) {
    if (node === to) return path;
    if (node !== from && !forwarding.has(node)) continue;
    for (const hop of hopsFrom(node, topology.links, ip)) {
      if (!reached.has(hop.receiver.node)) reached.set(hop.receiver.node, [...path, hop]);
    }
  }
  return null;
}

function* hopsFrom(node: string, links: readonly LinkSpec[], ip: 4 | 6): Generator<Hop> {
  for (const link of links) {
    const sender = link.ends.find((end) => end.node === node);
    if (sender === undefined || addressOf(sender, ip) === null) continue;
    for (const receiver of link.ends) {
      if (receiver !== sender && addressOf(receiver, ip) !== null) yield { link, sender, receiver };
    }
  }
}

export function addressOf(end: LinkEnd, ip: 4 | 6): string | null {
  return (ip === 4 ? end.ipv4 : end.ipv6)?.address ?? null;
}
