/** Which node an address belongs to. */

import type { LinkSpec } from '../lab/lab.ts';

/** Keys are written as `addressText` does. */
export function nodesByAddress(links: readonly LinkSpec[]): Map<string, string> {
  const nodes = new Map<string, string>();
  for (const end of links.flatMap((link) => link.ends)) {
    if (end.ipv4 !== null) nodes.set(end.ipv4.address, end.node);
    if (end.ipv6 !== null) nodes.set(canonicalIpv6(end.ipv6.address), end.node);
  }
  return nodes;
}

/** The URL standard writes IPv6 addresses as RFC 5952 does. */
function canonicalIpv6(address: string): string {
  return new URL(`http://[${address}]/`).hostname.slice(1, -1);
}
