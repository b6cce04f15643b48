/** Which node an address belongs to. */

import ipaddr from 'ipaddr.js';
import type { LinkSpec } from '../lab/lab.ts';
import { addressText } from '../packet/address-text.ts';

/** Keys are written as `addressText` does. */
export function nodesByAddress(links: readonly LinkSpec[]): Map<string, string> {
  const nodes = new Map<string, string>();
  for (const end of links.flatMap((link) => link.ends)) {
    for (const owned of [end.ipv4, end.ipv6]) {
      if (owned === null) continue;
      const bytes = Uint8Array.from(ipaddr.parse(owned.address).toByteArray());
      nodes.set(addressText(bytes, 0, bytes.length), end.node);
    }
  }
  return nodes;
}
