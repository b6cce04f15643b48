import { describe, expect, it } from 'vitest';
import { allocateAddresses, type LinkAddressing } from '../../../src/core/plan/addresses.ts';
import { parseAddress, parseSubnet } from '../../../src/core/plan/subnet.ts';
import { problemsOf } from './parse.ts';

function link(name: string, ends: readonly string[], changes: Partial<LinkAddressing> = {}): LinkAddressing {
  return { name, ends, mtu: 1500, subnet4: null, subnet6: null, addresses: new Map(), ...changes };
}

function shown(links: readonly LinkAddressing[]) {
  return [...allocateAddresses(links).values()].map((ends) =>
    ends.map(({ node, device, ipv4, ipv6 }) => `${node} ${device} ${ipv4?.address} ${ipv6?.address}`),
  );
}

describe('addresses', () => {
  it('passes over what overlaps a named subnet', () => {
    const named = link('b', ['x', 'y'], {
      subnet4: parseSubnet('10.0.1.0/25'),
      subnet6: parseSubnet('fd00:2::/64'),
    });
    expect(shown([link('a', ['x', 'y']), named])).toEqual([
      ['x eth0 10.0.3.2 fd00:3::2', 'y eth0 10.0.3.3 fd00:3::3'],
      ['x eth1 10.0.1.2 fd00:2::2', 'y eth1 10.0.1.3 fd00:2::3'],
    ]);
  });

  it('respects the addresses that the lab names', () => {
    const address = parseAddress('10.9.0.2');
    const addresses = new Map([['c', address === null ? [] : [address]]]);
    expect(shown([link('a', ['a', 'b', 'c'], { subnet4: parseSubnet('10.9.0.0/24'), addresses })])).toEqual([
      ['a eth0 10.9.0.3 fd00:1::2', 'b eth0 10.9.0.4 fd00:1::3', 'c eth0 10.9.0.2 fd00:1::4'],
    ]);
  });

  it.each([
    ['10.1.0.0/30', ['10.1.0.1', '10.1.0.2']],
    ['10.1.0.0/31', ['10.1.0.0', '10.1.0.1']],
    ['10.1.0.0/29', ['10.1.0.2', '10.1.0.3']],
  ])('finds room in %s', (subnet, expected) => {
    const [ends] = allocateAddresses([link('a', ['a', 'b'], { subnet4: parseSubnet(subnet) })]).values();
    expect(ends?.map(({ ipv4 }) => ipv4?.address)).toEqual(expected);
  });

  it('leaves IPv6 out where the MTU is too small for it', () => {
    expect(shown([link('a', ['a', 'b'], { mtu: 1000 })])).toEqual([
      ['a eth0 10.0.1.2 undefined', 'b eth0 10.0.1.3 undefined'],
    ]);
  });

  it('gives every end another locally administered MAC address', () => {
    const links = Array.from({ length: 300 }, (_, index) => link(`l${index}`, ['a', 'b', 'c']));
    const macs = [...allocateAddresses(links).values()].flat().map(({ mac }) => mac);
    expect(new Set(macs).size).toBe(900);
    for (const mac of macs) expect(Number.parseInt(mac.slice(0, 2), 16) & 3).toBe(2);
  });

  it.each([
    ['subnet: 10.0.0.1/24', /no IPv4 subnet/],
    ['subnet: 010.0.0.0/24', /no IPv4 subnet/],
    ['subnet: 127.0.0.0/24', /not for hosts/],
    ['subnet: 10.0.0.0/32', /prefix length/],
    ['subnet: "fd00::/64"', /is IPv6/],
    ['subnet6: "fe80::/64"', /not for hosts/],
    ['addresses: {a: 10.0.0.9}', /stands in no subnet/],
    ['subnet: 10.0.0.0/24, addresses: {a: 10.0.0.255}', /broadcast/],
    ['subnet: 10.0.0.0/24, addresses: {a: 10.0.0.9, b: 10.0.0.9}', /given twice/],
    ['subnet: 10.0.0.0/24, addresses: {z: 10.0.0.9}', /no end/],
    ['subnet: 10.0.0.0/31, ends: [a, b, c]', /no address left/],
    ['mtu: 1000, subnet6: "fd00:1::/64"', /IPv6 needs an MTU/],
  ])('refuses %s', (keys, expected) => {
    const ends = keys.includes('ends:') ? '' : ', ends: [a, b]';
    const found = problemsOf(`lab: a\nnodes: {a: {}, b: {}, c: {}}\nlinks: {l: {${keys}${ends}}}\n`);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(expected);
  });
});
