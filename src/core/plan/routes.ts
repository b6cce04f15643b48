/** Static routes computed from the topology: shortest path in hops, ties by the lab's order. */

import ipaddr from 'ipaddr.js';
import type { InterfaceAddress, LinkEnd, LinkSpec, NodeSpec } from '../lab/lab.ts';
import type { RoutePlan } from './plan.ts';

export type Family = 'ipv4' | 'ipv6';

export interface Topology {
  readonly nodes: readonly NodeSpec[];
  readonly links: readonly LinkSpec[];
}

/** The first hop towards a node or a subnet: our own device, and who to hand the packet to. */
interface Hop {
  readonly device: string;
  readonly gateway: string;
}

export interface Reach {
  /** For each node that can be reached: the address of it that is nearest. */
  readonly addresses: ReadonlyMap<string, string>;
  readonly routes: readonly RoutePlan[];
}

export function networkOf(address: InterfaceAddress): string {
  const cidr = `${address.address}/${address.prefixLength}`;
  const network = cidr.includes(':')
    ? ipaddr.IPv6.networkAddressFromCIDR(cidr)
    : ipaddr.IPv4.networkAddressFromCIDR(cidr);
  return `${network.toString()}/${address.prefixLength}`;
}

function endOf(link: LinkSpec, node: string): LinkEnd | undefined {
  return link.ends.find((end) => end.node === node);
}

/** Breadth first from one node; packets pass only through nodes that forward. */
export function reachFrom(origin: string, topology: Topology, family: Family): Reach {
  const forwards = new Set(topology.nodes.filter((node) => node.forward).map((node) => node.name));
  const addresses = new Map<string, string>();
  const routes: RoutePlan[] = [];
  const crossed = new Set<LinkSpec>();
  const seen = new Set([origin]);
  let frontier: { node: string; hop: Hop | null }[] = [{ node: origin, hop: null }];
  while (frontier.length > 0) {
    const next: typeof frontier = [];
    for (const { node, hop } of frontier) {
      if (node !== origin && !forwards.has(node)) continue;
      for (const link of topology.links) {
        const near = endOf(link, node);
        const nearAddress = near?.[family] ?? null;
        if (near === undefined || nearAddress === null || crossed.has(link)) continue;
        crossed.add(link);
        if (hop !== null && endOf(link, origin)?.[family] == null) {
          routes.push({ destination: networkOf(nearAddress), via: hop.gateway, device: hop.device });
        }
        for (const end of link.ends) {
          const address = end[family];
          if (address === null || seen.has(end.node)) continue;
          seen.add(end.node);
          addresses.set(end.node, address.address);
          next.push({ node: end.node, hop: hop ?? { device: near.device, gateway: address.address } });
        }
      }
    }
    frontier = next;
  }
  return { addresses, routes };
}
