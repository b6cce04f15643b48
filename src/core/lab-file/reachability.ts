import type { LinkSpec, NodeSpec } from '../lab/lab.ts';

/** Which nodes can send packets to which: across links, and through nodes that forward. */
export class Reachability {
  /** By node, the groups of links that are joined by forwarding nodes. */
  readonly #groups = new Map<string, number[]>();

  constructor(nodes: readonly NodeSpec[], links: readonly LinkSpec[], ip: 4 | 6) {
    const forwards = new Set(nodes.filter((node) => node.forward).map((node) => node.name));
    const parents = links.map((_, index) => index);
    const root = (index: number): number => {
      let at = index;
      for (let up = parents[at] ?? at; up !== at; up = parents[at] ?? at) {
        parents[at] = parents[up] ?? up;
        at = up;
      }
      return at;
    };
    const linksOf = new Map<string, number[]>();
    for (const [index, link] of links.entries()) {
      for (const end of link.ends) {
        if ((ip === 4 ? end.ipv4 : end.ipv6) === null) continue;
        const others = linksOf.get(end.node) ?? [];
        const [first] = others;
        if (first !== undefined && forwards.has(end.node)) parents[root(index)] = root(first);
        linksOf.set(end.node, [...others, index]);
      }
    }
    for (const [node, indexes] of linksOf) this.#groups.set(node, indexes.map(root));
  }

  isReachable(from: string, to: string): boolean {
    const groups = new Set(this.#groups.get(from));
    return (this.#groups.get(to) ?? []).some((group) => groups.has(group));
  }
}
