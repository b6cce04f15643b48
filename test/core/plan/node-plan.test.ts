import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LinkSpec, NodeSpec } from '../../../src/core/lab/lab.ts';
import { planNodes } from '../../../src/core/plan/node-plan.ts';
import type { NodePlan } from '../../../src/core/plan/plan.ts';
import { linkSpecs, nodeSpec } from '../../runtime/topology.ts';

function planOf(
  name: string,
  topology: { nodes: readonly NodeSpec[]; links: readonly LinkSpec[] },
): NodePlan {
  const plan = planNodes(topology).find((each) => each.spec.name === name);
  if (plan === undefined) throw new Error(`no plan of ${name}`);
  return plan;
}

const chain = {
  nodes: [nodeSpec('a'), nodeSpec('r', { forward: true }), nodeSpec('s', { forward: true }), nodeSpec('b')],
  links: linkSpecs([
    ['a', 'r'],
    ['r', 's'],
    ['s', 'b'],
  ]),
};

describe('a node’s plan', () => {
  it('has a device for each link, with every other end as a fixed neighbour', () => {
    const topology = {
      nodes: ['a', 'b', 'c'].map((name) => nodeSpec(name)),
      links: linkSpecs([
        ['a', 'b', 'c'],
        ['a', 'c'],
      ]),
    };
    const plan = planOf('c', topology);
    expect(plan.interfaces.map(({ device, link, mtu }) => [device, link, mtu])).toEqual([
      ['eth0', 'l0', 1500],
      ['eth1', 'l1', 1500],
    ]);
    expect(plan.interfaces[0]?.neighbours).toEqual([
      { address: '10.0.0.2', mac: '02:00:00:00:00:02' },
      { address: 'fd00:0:0:0::2', mac: '02:00:00:00:00:02' },
      { address: '10.0.0.3', mac: '02:00:00:00:00:03' },
      { address: 'fd00:0:0:0::3', mac: '02:00:00:00:00:03' },
    ]);
  });

  it('routes through nodes that forward, and names every node by its nearest address', () => {
    const plan = planOf('a', chain);
    expect(plan.routes).toEqual([
      { destination: '10.0.1.0/24', via: '10.0.0.3', device: 'eth0' },
      { destination: '10.0.2.0/24', via: '10.0.0.3', device: 'eth0' },
      { destination: 'fd00:0:0:1::/64', via: 'fd00:0:0:0::3', device: 'eth0' },
      { destination: 'fd00:0:0:2::/64', via: 'fd00:0:0:0::3', device: 'eth0' },
    ]);
    expect(plan.hosts.filter(([address]) => address.startsWith('10.'))).toEqual([
      ['10.0.0.2', 'a'],
      ['10.0.0.3', 'r'],
      ['10.0.1.3', 's'],
      ['10.0.2.3', 'b'],
    ]);
    expect(plan.hosts[0]?.[1]).toBe('a');
  });

  it('knows no way through a node that does not forward', () => {
    const nodes = chain.nodes.map((node) => ({ ...node, forward: false }));
    const plan = planOf('a', { ...chain, nodes });
    expect(plan.routes).toEqual([]);
    expect(plan.hosts.map(([, name]) => name)).toEqual(['a', 'a', 'r', 'r']);
  });

  it('takes the first of equally short ways in the lab’s order', () => {
    const nodes = [
      nodeSpec('a'),
      nodeSpec('x', { forward: true }),
      nodeSpec('y', { forward: true }),
      nodeSpec('b'),
    ];
    const ends = [
      ['a', 'x'],
      ['a', 'y'],
      ['x', 'b'],
      ['y', 'b'],
    ];
    const plan = planOf('a', { nodes, links: linkSpecs(ends) });
    expect(plan.hosts.find(([address, name]) => name === 'b' && address.startsWith('10.'))).toEqual([
      '10.0.2.3',
      'b',
    ]);
  });

  it('gives a node without links a name all the same', () => {
    expect(planOf('a', { nodes: [nodeSpec('a')], links: [] }).hosts).toEqual([['127.0.1.1', 'a']]);
  });

  it('plans each family by itself', () => {
    const links = chain.links.map((link, index) => ({
      ...link,
      ends: link.ends.map((end) => (index === 1 ? { ...end, ipv6: null } : end)),
    }));
    const plan = planOf('a', { ...chain, links });
    expect(plan.routes.some(({ destination }) => destination.includes(':'))).toBe(false);
    expect(plan.routes.map(({ destination }) => destination)).toEqual(['10.0.1.0/24', '10.0.2.0/24']);
  });

  it('turns localhost into the other node’s addresses', () => {
    const nodes = chain.nodes.map((node) => (node.name === 'a' ? { ...node, localhost: 'b' } : node));
    const plan = planOf('a', { ...chain, nodes });
    expect(plan.localhost).toEqual({ ipv4: '10.0.2.3', ipv6: 'fd00:0:0:2::3' });
    expect(plan.sysctls).toContainEqual({
      key: 'net.ipv4.conf.all.route_localnet',
      value: '1',
      required: true,
    });
  });

  it('sets what the lab names over what is pinned', () => {
    const sysctl = { 'net.ipv4.tcp_congestion_control': 'reno', 'net.ipv4.tcp_sack': '0' };
    const plan = planOf('a', { nodes: [nodeSpec('a', { sysctl, forward: true })], links: [] });
    const settings = new Map(plan.sysctls.map((each) => [each.key, each]));
    expect(settings.get('net.ipv4.tcp_sack')).toEqual({
      key: 'net.ipv4.tcp_sack',
      value: '0',
      required: true,
    });
    expect(settings.get('net.ipv4.tcp_syn_linear_timeouts')).toMatchObject({ value: '0', required: false });
    expect(settings.get('net.ipv4.ip_forward')).toMatchObject({ value: '1' });
    expect(settings.size).toBe(plan.sysctls.length);
  });
});

/** Follows the routes packet-wise; the hops it took, or null when it got lost. */
function walk(plans: ReadonlyMap<string, NodePlan>, from: string, address: string): number | null {
  let at = from;
  for (let hops = 0; hops <= plans.size; hops++) {
    const plan = plans.get(at);
    if (plan === undefined || (hops > 0 && at !== from && !plan.spec.forward && !owns(plan, address)))
      return null;
    if (owns(plan, address)) return hops;
    const network = address.split('.').slice(0, 3).join('.');
    const direct = plan.interfaces.some((device) =>
      device.neighbours.some((each) => each.address === address),
    );
    const via = direct ? address : plan.routes.find((route) => route.destination === `${network}.0/24`)?.via;
    const next = [...plans.values()].find((each) => via !== undefined && owns(each, via));
    if (next === undefined) return null;
    at = next.spec.name;
  }
  return null;
}

const owns = (plan: NodePlan, address: string) =>
  plan.interfaces.some((device) => device.ipv4?.address === address);

/** Hops by Bellman-Ford, an algorithm that has nothing in common with the one under test. */
function distances(
  from: string,
  nodes: readonly NodeSpec[],
  links: readonly LinkSpec[],
): Map<string, number> {
  const best = new Map([[from, 0]]);
  const forwards = new Set(nodes.filter((node) => node.forward).map((node) => node.name));
  for (let round = 0; round < nodes.length; round++) {
    for (const { ends } of links) {
      for (const { node } of ends) {
        const here = best.get(node);
        if (here === undefined || (node !== from && !forwards.has(node))) continue;
        for (const end of ends) best.set(end.node, Math.min(best.get(end.node) ?? Infinity, here + 1));
      }
    }
  }
  return best;
}

describe('routes of any topology', () => {
  const topologies = fc
    .integer({ min: 2, max: 7 })
    .chain((size) =>
      fc.record({
        forward: fc.array(fc.boolean(), { minLength: size, maxLength: size }),
        links: fc.array(
          fc.uniqueArray(fc.integer({ min: 0, max: size - 1 }), {
            minLength: 2,
            maxLength: Math.min(3, size),
          }),
          { minLength: 1, maxLength: 9 },
        ),
      }),
    )
    .map(({ forward, links }) => ({
      nodes: forward.map((each, index) => nodeSpec(`n${index}`, { forward: each })),
      links: linkSpecs(links.map((ends) => ends.map((index) => `n${index}`))),
    }));

  it('lead to every name in the hosts file by a shortest way, and name all that can be reached', () => {
    fc.assert(
      fc.property(topologies, ({ nodes, links }) => {
        const plans = new Map(planNodes({ nodes, links }).map((plan) => [plan.spec.name, plan]));
        for (const [name, plan] of plans) {
          const expected = distances(name, nodes, links);
          const named = plan.hosts.filter(([address, other]) => address.startsWith('10.') && other !== name);
          expect(named.map(([, other]) => other).sort()).toEqual(
            [...expected.keys()].filter((other) => other !== name).sort(),
          );
          for (const [address, other] of named) expect(walk(plans, name, address)).toBe(expected.get(other));
        }
      }),
      { seed: 417, numRuns: 300 },
    );
  });
});
