/** A subnet for the network by which nodes reach the outside: one that nobody else has. */

import { overlap, type Subnet, sizeOf } from './subnet.ts';

/**
 * The first of the pool's subnets of that length that overlaps none of those taken.
 * @returns null where the pool is exhausted
 */
export function freeSubnet(pool: Subnet, prefixLength: number, taken: readonly Subnet[]): Subnet | null {
  let candidate: Subnet = { ...pool, prefixLength };
  const size = sizeOf(candidate);
  const end = pool.network + sizeOf(pool);
  while (candidate.network + size <= end) {
    const { network } = candidate;
    const inTheWay = taken.find((subnet) => overlap(subnet, candidate));
    if (inTheWay === undefined) return candidate;
    // Past what is in the way at once: it may be large, and the pool too.
    const past = inTheWay.network + sizeOf(inTheWay);
    const steps = (past - network + size - 1n) / size;
    candidate = { ...candidate, network: network + steps * size };
  }
  return null;
}

/**
 * The destinations of an IPv4 routing table, as /proc/net/route has it (proc_pid_net(5)): numbers in hexadecimal,
 * bytes as a little-endian machine keeps them. The default route is left out.
 */
export function routedSubnets(procNetRoute: string): Subnet[] {
  return procNetRoute
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const fields = line.split('\t');
      const [destination, mask] = [fields[1]?.trim(), fields[7]?.trim()];
      if (!/^[\dA-F]{8}$/i.test(destination ?? '') || !/^[\dA-F]{8}$/i.test(mask ?? '')) return [];
      const prefixLength = hexadecimal(mask ?? '')
        .toString(2)
        .replaceAll('0', '').length;
      if (prefixLength === 0) return [];
      return [{ version: 4 as const, network: hexadecimal(destination ?? ''), prefixLength }];
    });
}

function hexadecimal(littleEndian: string): bigint {
  const bytes = littleEndian.match(/../g) ?? [];
  return BigInt(`0x${bytes.reverse().join('')}`);
}
