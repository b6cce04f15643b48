import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freeSubnet, routedSubnets } from '../../../src/core/plan/internet-subnet.ts';
import { formatAddress, overlap, parseSubnet, type Subnet, sizeOf } from '../../../src/core/plan/subnet.ts';

function subnet(text: string): Subnet {
  const parsed = parseSubnet(text);
  if (parsed === null) throw new Error(`no subnet: ${text}`);
  return parsed;
}

function text(found: Subnet | null): string | null {
  return found === null ? null : `${formatAddress(found.version, found.network)}/${found.prefixLength}`;
}

describe('a free subnet of a pool', () => {
  const table: [why: string, pool: string, taken: string[], free: string | null][] = [
    ['the first, where nothing is taken', '172.30.0.0/16', [], '172.30.0.0/24'],
    ['the next one', '172.30.0.0/16', ['172.30.0.0/24'], '172.30.1.0/24'],
    ['past a smaller one in the middle', '172.30.0.0/16', ['172.30.0.128/25'], '172.30.1.0/24'],
    ['past one host', '172.30.0.0/16', ['172.30.0.7/32'], '172.30.1.0/24'],
    ['past a larger one', '172.30.0.0/16', ['172.30.0.0/20'], '172.30.16.0/24'],
    ['into a gap', '172.30.0.0/16', ['172.30.0.0/24', '172.30.2.0/24'], '172.30.1.0/24'],
    ['past one that starts before the pool', '172.30.128.0/17', ['172.30.0.0/16'], null],
    ['in any order of those taken', '172.30.0.0/16', ['172.30.1.0/24', '172.30.0.0/24'], '172.30.2.0/24'],
    [
      'what is of IPv6 or elsewhere is in nobody’s way',
      '172.30.0.0/16',
      ['fd00::/8', '10.0.0.0/8'],
      '172.30.0.0/24',
    ],
    ['none, where all of it is taken', '172.30.0.0/16', ['172.16.0.0/12'], null],
    ['a pool of one', '172.30.5.0/24', [], '172.30.5.0/24'],
    ['a pool of one that is taken', '172.30.5.0/24', ['172.30.5.0/30'], null],
  ];

  it.each(table)('%s', (_why, pool, taken, free) => {
    expect(text(freeSubnet(subnet(pool), 24, taken.map(subnet)))).toBe(free);
  });

  it('is in the pool, overlaps nothing, and is missing only where each overlaps something', () => {
    const pool = subnet('10.9.0.0/21');
    const inPool = fc
      .tuple(fc.integer({ min: 0, max: 2047 }), fc.integer({ min: 22, max: 32 }))
      .map(([offset, prefixLength]): Subnet => {
        const size = sizeOf({ ...pool, prefixLength });
        return { version: 4, network: pool.network + (BigInt(offset) / size) * size, prefixLength };
      });
    fc.assert(
      fc.property(fc.array(inPool, { maxLength: 12 }), (taken) => {
        const all = Array.from(
          { length: 8 },
          (_, index): Subnet => ({
            version: 4,
            network: pool.network + BigInt(index) * 256n,
            prefixLength: 24,
          }),
        );
        const expected = all.find((one) => !taken.some((other) => overlap(one, other))) ?? null;
        expect(freeSubnet(pool, 24, taken)).toEqual(expected);
      }),
    );
  });
});

describe('the subnets of a routing table', () => {
  it('are read as the kernel prints them', () => {
    const table = [
      'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
      'eth0\t00000000\t0100A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0',
      'eth0\t0000A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0',
      'docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0',
      'tun0\t0700000A\t00000000\t0005\t0\t0\t0\tFFFFFFFF\t0\t0\t0',
      '',
    ].join('\n');
    expect(routedSubnets(table).map(text)).toEqual(['192.168.0.0/24', '172.17.0.0/16', '10.0.0.7/32']);
  });

  it('are none in what is no such table', () => {
    expect(routedSubnets('')).toEqual([]);
    expect(routedSubnets('one\ntwo\tthree\n')).toEqual([]);
  });
});
