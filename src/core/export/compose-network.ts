import type { LinkSpec } from '../lab/lab.ts';
import { networkOf } from '../plan/routes.ts';
import { formatAddress, isHostAddress, parseSubnet, sizeOf } from '../plan/subnet.ts';

/**
 * A link as a network of compose's.
 * @param options internal: no way to the outside
 * @returns null where the bridge finds no address in the subnet
 */
export function networkDefinition(link: LinkSpec, options: { readonly internal: boolean }): object | null {
  const subnets: { subnet: string; gateway: string }[] = [];
  for (const family of ['ipv4', 'ipv6'] as const) {
    const addresses = link.ends.flatMap((end) => end[family] ?? []);
    const [first] = addresses;
    if (first === undefined) continue;
    const subnet = networkOf(first);
    const gateway = freeAddress(subnet, new Set(addresses.map(({ address }) => address)));
    if (gateway === null) return null;
    subnets.push({ subnet, gateway });
  }
  return {
    driver: 'bridge',
    ...(options.internal ? { internal: true } : {}),
    ...(subnets.some(({ subnet }) => subnet.includes(':')) ? { enable_ipv6: true } : {}),
    ...(link.mtu === 1500 ? {} : { driver_opts: { 'com.docker.network.driver.mtu': String(link.mtu) } }),
    ipam: { config: subnets },
  };
}

/** For the bridge itself: the first that no node has. */
function freeAddress(cidr: string, taken: ReadonlySet<string>): string | null {
  const subnet = parseSubnet(cidr);
  if (subnet === null) return null;
  const { version, network } = subnet;
  for (let host = 0n; host < sizeOf(subnet) && host <= BigInt(taken.size) + 2n; host += 1n) {
    const address = { version, value: network + host };
    const text = formatAddress(version, address.value);
    if (isHostAddress(subnet, address) && !taken.has(text)) return text;
  }
  return null;
}
