import type { LinkAddressing } from '../plan/addresses.ts';
import type { ParsedAddress, Subnet } from '../plan/subnet.ts';
import { contains, isHostAddress, overlap, parseAddress, parseSubnet } from '../plan/subnet.ts';
import type { CaseContext } from './case-context.ts';
import type { Path } from './source-tree.ts';
import { keySpanAt, spanAt } from './source-tree.ts';
import type { Entity } from './validator.ts';

const longestPrefix = { 4: 31, 6: 127 } as const;
const shortestPrefix = { 4: 8, 6: 16 } as const;

const reserved = [
  '127.0.0.0/8',
  '0.0.0.0/8',
  '224.0.0.0/3',
  '::/128',
  '::1/128',
  'fe80::/10',
  'ff00::/8',
  '::ffff:0:0/96',
]
  .map(parseSubnet)
  .filter((subnet) => subnet !== null);

export function parseSubnetText(
  context: CaseContext,
  entity: Entity<unknown>,
  key: 'subnet' | 'subnet6',
  text: string | undefined,
): Subnet | null {
  if (text === undefined) return null;
  const version = key === 'subnet' ? 4 : 6;
  const fail = (message: string, hint?: string) => {
    context.problems.error('address', spanAt(entity.node, [key]), `${key}: ${message}`, { hint });
    return null;
  };
  const subnet = parseSubnet(text);
  if (subnet === null) {
    return fail(
      `${JSON.stringify(text)} is no IPv${version} subnet (an address with its host bits zero, and a prefix length)`,
      version === 4 ? 'such as 10.0.0.0/24' : 'such as "fd00:1::/64"',
    );
  }
  if (subnet.version !== version) {
    return fail(
      `${text} is IPv${subnet.version}`,
      `${key === 'subnet' ? 'subnet6' : 'subnet'} is meant for it`,
    );
  }
  if (subnet.prefixLength > longestPrefix[version] || subnet.prefixLength < shortestPrefix[version]) {
    return fail(`the prefix length is ${shortestPrefix[version]} to ${longestPrefix[version]}`);
  }
  if (reserved.some((other) => overlap(subnet, other))) return fail(`${text} is not for hosts on a link`);
  return subnet;
}

/** Those addresses that are right. */
export function checkAddresses(
  context: CaseContext,
  entity: Entity<unknown>,
  addresses: Readonly<Record<string, readonly string[]>>,
  ends: ReadonlySet<string>,
  subnet4: Subnet | null,
  subnet6: Subnet | null,
): Map<string, readonly ParsedAddress[]> {
  const right = new Map<string, ParsedAddress[]>();
  const holders = new Map<bigint, Path>();
  for (const [node, texts] of Object.entries(addresses)) {
    if (!ends.has(node)) {
      const message = `addresses: ${JSON.stringify(node)} is no end of ${entity.name}`;
      context.problems.error('unknown-name', keySpanAt(entity.node, ['addresses', node]), message);
      continue;
    }
    for (const [index, text] of texts.entries()) {
      const path: Path = texts.length > 1 ? ['addresses', node, index] : ['addresses', node];
      const fail = (message: string, hint: string | null = null, other?: Path) =>
        context.problems.error('address', spanAt(entity.node, path), `addresses: ${message}`, {
          hint,
          related: other === undefined ? [] : [{ message: 'here', at: spanAt(entity.node, other) }],
        });
      const address = parseAddress(text);
      if (address === null) {
        fail(`${JSON.stringify(text)} is no IP address`);
        continue;
      }
      const subnet = address.version === 4 ? subnet4 : subnet6;
      const key = address.version === 4 ? 'subnet' : 'subnet6';
      if (subnet === null) {
        // A subnet that is there but wrong is reported already.
        if (!hasKey(entity, key)) fail(`${text} stands in no subnet of this link`, `give the link a ${key}`);
      } else if (!contains(subnet, address)) fail(`${text} is outside of the link's ${key}`);
      else if (!isHostAddress(subnet, address)) fail(`${text} is the subnet's own or its broadcast address`);
      else if (holders.has(address.value)) fail(`${text} is given twice`, null, holders.get(address.value));
      else if (right.get(node)?.some(({ version }) => version === address.version) === true) {
        fail(`${node} has one IPv${address.version} address on a link`);
      } else {
        holders.set(address.value, path);
        right.set(node, [...(right.get(node) ?? []), address]);
      }
    }
  }
  return right;
}

function hasKey(entity: Entity<unknown>, key: string): boolean {
  return entity.node.kind === 'map' && entity.node.entries.has(key);
}

export function checkOverlaps(
  context: CaseContext,
  links: readonly { readonly addressing: LinkAddressing; readonly entity: Entity<unknown> }[],
): void {
  for (const [key, property] of [
    ['subnet', 'subnet4'],
    ['subnet6', 'subnet6'],
  ] as const) {
    const named = links
      .flatMap(({ addressing, entity }) => {
        const subnet = addressing[property];
        return subnet === null ? [] : [{ subnet, entity }];
      })
      .sort((a, b) =>
        a.subnet.network < b.subnet.network ? -1 : a.subnet.network > b.subnet.network ? 1 : 0,
      );
    for (const [index, { subnet, entity }] of named.entries()) {
      const next = named[index + 1];
      if (next === undefined || !overlap(subnet, next.subnet)) continue;
      const message = `${key}: this overlaps the ${key} of ${entity.name}`;
      context.problems.error('address', spanAt(next.entity.node, [key]), message, {
        related: [{ message: `the ${key} of ${entity.name}`, at: spanAt(entity.node, [key]) }],
      });
    }
  }
}
