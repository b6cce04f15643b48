/** From a case's nodes and links to what the runtime must make. */

import type { LinkSpec, NodeSpec, ResolvedCase } from '../lab/lab.ts';
import type { InterfacePlan, NodePlan } from './plan.ts';
import { type Family, type Reach, reachFrom, type Topology } from './routes.ts';
import { planSysctls } from './sysctls.ts';

type HostsLine = readonly [address: string, name: string];

const families: readonly Family[] = ['ipv4', 'ipv6'];

/**
 * Plans every node of a case, in the lab's order. Routes and names follow the shortest path over nodes
 * with `forward: true`; what can't be reached has neither.
 */
export function planNodes(topology: Pick<ResolvedCase, 'nodes' | 'links'>): NodePlan[] {
  return topology.nodes.map((spec) => planNode(spec, topology));
}

function planNode(spec: NodeSpec, topology: Topology): NodePlan {
  const reach: Record<Family, Reach> = {
    ipv4: reachFrom(spec.name, topology, 'ipv4'),
    ipv6: reachFrom(spec.name, topology, 'ipv6'),
  };
  const interfaces = topology.links.flatMap((link, index) => interfaceOn(link, index, spec.name));
  return {
    spec,
    interfaces,
    routes: families.flatMap((family) => reach[family].routes),
    hosts: hostsLines(spec.name, interfaces, topology, reach),
    localhost:
      spec.localhost === null
        ? null
        : {
            ipv4: reach.ipv4.addresses.get(spec.localhost) ?? null,
            ipv6: reach.ipv6.addresses.get(spec.localhost) ?? null,
          },
    sysctls: planSysctls(spec),
  };
}

/** The far side of an end's device; unique in a case, and short enough for the kernel. */
export function wireDeviceOf(linkIndex: number, endIndex: number): string {
  return `l${linkIndex}e${endIndex}`;
}

function interfaceOn(link: LinkSpec, linkIndex: number, node: string): InterfacePlan[] {
  const own = link.ends.find((end) => end.node === node);
  if (own === undefined) return [];
  const neighbours = link.ends
    .filter((end) => end !== own)
    .flatMap((end) =>
      families.flatMap((family) => {
        const address = end[family];
        return address === null ? [] : [{ address: address.address, mac: end.mac }];
      }),
    );
  const wireDevice = wireDeviceOf(linkIndex, link.ends.indexOf(own));
  return [{ ...own, link: link.name, mtu: link.mtu, wireDevice, neighbours }];
}

function hostsLines(
  name: string,
  interfaces: readonly InterfacePlan[],
  topology: Topology,
  reach: Record<Family, Reach>,
): HostsLine[] {
  const own = families.flatMap((family) => {
    const address = interfaces.find((device) => device[family] !== null)?.[family];
    return address ? [[address.address, name] as const] : [];
  });
  const others = topology.nodes.flatMap((node) =>
    families.flatMap((family) => {
      const address = node.name === name ? undefined : reach[family].addresses.get(node.name);
      return address === undefined ? [] : [[address, node.name] as const];
    }),
  );
  // A node without links still has a name of its own (hosts(5), hostname(1)).
  return [...(own.length === 0 ? [['127.0.1.1', name] as const] : own), ...others];
}
