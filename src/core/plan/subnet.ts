/** IP subnets as numbers, so that they can be compared. */

import ipaddr from 'ipaddr.js';

export interface Subnet {
  readonly version: 4 | 6;
  readonly network: bigint;
  readonly prefixLength: number;
}

export interface ParsedAddress {
  readonly version: 4 | 6;
  readonly value: bigint;
}

const bits = { 4: 32, 6: 128 } as const;

/** Four decimal parts, or IPv6 without a zone; null for anything else. */
export function parseAddress(text: string): ParsedAddress | null {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) {
    if (!ipaddr.IPv4.isValidFourPartDecimal(text)) return null;
    return { version: 4, value: toValue(ipaddr.IPv4.parse(text).toByteArray()) };
  }
  if (text.includes('%') || !text.includes(':') || !ipaddr.IPv6.isValid(text)) return null;
  return { version: 6, value: toValue(ipaddr.IPv6.parse(text).toByteArray()) };
}

/** `10.0.0.0/24`; null where it is no subnet, or has host bits set. */
export function parseSubnet(text: string): Subnet | null {
  const [, address, length] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const parsed = address === undefined ? null : parseAddress(address);
  if (parsed === null) return null;
  const prefixLength = Number(length);
  if (prefixLength > bits[parsed.version]) return null;
  const subnet = { version: parsed.version, network: parsed.value, prefixLength };
  return parsed.value % sizeOf(subnet) === 0n ? subnet : null;
}

export function formatAddress(version: 4 | 6, value: bigint): string {
  const length = bits[version] / 8;
  const octets = Array.from({ length }, (_, index) =>
    Number((value >> BigInt(8 * (length - 1 - index))) & 0xffn),
  );
  return ipaddr.fromByteArray(octets).toString();
}

/** Addresses in it, the network's own and the broadcast address included. */
export function sizeOf(subnet: Subnet): bigint {
  return 1n << BigInt(bits[subnet.version] - subnet.prefixLength);
}

export function contains(subnet: Subnet, address: ParsedAddress): boolean {
  return (
    address.version === subnet.version &&
    address.value >= subnet.network &&
    address.value < subnet.network + sizeOf(subnet)
  );
}

export function overlap(a: Subnet, b: Subnet): boolean {
  return a.version === b.version && a.network < b.network + sizeOf(b) && b.network < a.network + sizeOf(a);
}

/** May a host have it? Not the network's own address, nor IPv4's broadcast address. */
export function isHostAddress(subnet: Subnet, address: ParsedAddress): boolean {
  if (!contains(subnet, address)) return false;
  const host = address.value - subnet.network;
  if (bits[subnet.version] - subnet.prefixLength <= 1) return true;
  return host !== 0n && !(subnet.version === 4 && host === sizeOf(subnet) - 1n);
}

function toValue(octets: readonly number[]): bigint {
  return octets.reduce((value, octet) => (value << 8n) | BigInt(octet), 0n);
}
