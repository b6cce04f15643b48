/** Gives every end of every link its device, its MAC address and its IP addresses. */

import type { InterfaceAddress, LinkEnd } from '../lab/lab.ts';
import type { ParsedAddress, Subnet } from './subnet.ts';
import { formatAddress, isHostAddress, overlap, parseSubnet, sizeOf } from './subnet.ts';

/** What a lab says of a link's addresses. */
export interface LinkAddressing {
  readonly name: string;
  /** Nodes, in order. */
  readonly ends: readonly string[];
  readonly mtu: number;
  /** Null: one that is free. */
  readonly subnet4: Subnet | null;
  readonly subnet6: Subnet | null;
  /** Addresses that the lab names, by node. */
  readonly addresses: ReadonlyMap<string, readonly ParsedAddress[]>;
}

export type EndAddressing = Omit<LinkEnd, 'impairment'>;

/** The smallest packet size that IPv6 allows a link to have (RFC 8200, section 5). */
export const smallestIpv6Mtu = 1280;

/**
 * By link, the ends in their order. Links without a subnet get 10.0.i.0/24 and fd00:i::/64, i from 1,
 * passing over what overlaps a subnet that the lab names. Hosts start at .2: .1 is left to gateways.
 * An end has no address where its subnet is full, or, of IPv6, where the MTU is too small for it.
 */
export function allocateAddresses(links: readonly LinkAddressing[]): Map<string, readonly EndAddressing[]> {
  const taken = links
    .flatMap(({ subnet4, subnet6 }) => [subnet4, subnet6])
    .filter((subnet) => subnet !== null);
  const devices = new Map<string, number>();
  const allocated = new Map<string, readonly EndAddressing[]>();
  let free = 0;
  for (const [linkIndex, link] of links.entries()) {
    let { subnet4, subnet6 } = link;
    if (subnet4 === null || subnet6 === null) {
      let candidate: readonly [Subnet, Subnet];
      do {
        free += 1;
        candidate = [defaultSubnet4(free), defaultSubnet6(free)];
      } while (candidate.some((subnet) => taken.some((other) => overlap(subnet, other))));
      subnet4 ??= candidate[0];
      subnet6 ??= candidate[1];
    }
    const ipv4 = hostAddresses(subnet4, link);
    const ipv6 = link.mtu < smallestIpv6Mtu ? [] : hostAddresses(subnet6, link);
    const ends = link.ends.map((node, endIndex): EndAddressing => {
      const device = devices.get(node) ?? 0;
      devices.set(node, device + 1);
      return {
        node,
        device: `eth${device}`,
        mac: macAddress(linkIndex, endIndex),
        ipv4: ipv4[endIndex] ?? null,
        ipv6: ipv6[endIndex] ?? null,
      };
    });
    allocated.set(link.name, ends);
  }
  return allocated;
}

function defaultSubnet4(index: number): Subnet {
  return { version: 4, network: 0x0a_00_00_00n + BigInt(index) * 256n, prefixLength: 24 };
}

/** fd00:12::/64 for 12: the digits are the same as in 10.0.12.0. */
function defaultSubnet6(index: number): Subnet {
  return parseSubnet(`fd00:${index}::/64`) ?? { version: 6, network: BigInt(index), prefixLength: 64 };
}

function hostAddresses(subnet: Subnet, link: LinkAddressing): (InterfaceAddress | null)[] {
  const named = link.ends.map(
    (node) => link.addresses.get(node)?.find(({ version }) => version === subnet.version) ?? null,
  );
  const used = new Set(named.map((address) => address?.value));
  // A /30 and smaller have no room for hosts from .2 on.
  const host = sizeOf(subnet) > BigInt(link.ends.length) + 2n ? 2n : sizeOf(subnet) > 2n ? 1n : 0n;
  return named.map((address, index) => {
    if (address !== null) return interfaceAddress(subnet, address.value);
    // The place among the ends decides: naming one address doesn't move the others.
    const wanted = subnet.network + host + BigInt(index);
    for (let tries = 0n; tries <= BigInt(link.ends.length); tries += 1n) {
      const value = wanted + tries;
      if (used.has(value) || !isHostAddress(subnet, { version: subnet.version, value })) continue;
      used.add(value);
      return interfaceAddress(subnet, value);
    }
    return null;
  });
}

function interfaceAddress(subnet: Subnet, value: bigint): InterfaceAddress {
  return { address: formatAddress(subnet.version, value), prefixLength: subnet.prefixLength };
}

/** Locally administered, unicast; the same lab has the same ones everywhere. */
function macAddress(link: number, end: number): string {
  const octets = [0x02, 0x57, link >> 8, link & 0xff, end >> 8, end & 0xff];
  return octets.map((octet) => octet.toString(16).padStart(2, '0')).join(':');
}
