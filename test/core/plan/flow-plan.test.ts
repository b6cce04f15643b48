import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Impairment, unimpaired } from '../../../src/core/lab/impairment.ts';
import type {
  LinkEnd,
  LinkSpec,
  NodeSpec,
  ProgramSpec,
  ResolvedCase,
  TrafficSpec,
} from '../../../src/core/lab/lab.ts';
import { planFlows } from '../../../src/core/plan/flow-plan.ts';
import { reachFrom } from '../../../src/core/plan/routes.ts';

function node(name: string, forward = false): NodeSpec {
  const limits = { memoryBytes: null, pids: null, files: null, timeMs: null };
  return {
    ...{ name, forward, limits, image: null, files: null, localhost: null, sysctl: {}, capabilities: [] },
    ...{ trace: false, internet: false, writable: false },
  };
}

/** Ends have the addresses 10.NET.0.2, .3, ... and fdNET::2, ... */
function link(
  name: string,
  net: number,
  nodes: readonly string[],
  impair: Partial<Impairment> = {},
): LinkSpec {
  const ends = nodes.map((end, i): LinkEnd => {
    const host = i + 2;
    return {
      ...{ node: end, device: 'eth0', mac: `02:00:00:00:00:0${host}` },
      ipv4: { address: `10.${net}.0.${host}`, prefixLength: 24 },
      ipv6: { address: `fd0${net}::${host}`, prefixLength: 64 },
      impairment: { ...unimpaired, ...impair },
    };
  });
  return { name, ends, mtu: 1500 };
}

function stream(from: string, to: string, changes: Partial<TrafficSpec> = {}): TrafficSpec {
  const common = { name: 'voice', kind: 'udp-stream', from, to, startAtMs: 0, ip: 4, flows: 1 } as const;
  return { ...common, packetsPerSecond: 100, payloadBytes: 160, durationMs: 1000, ...changes } as TrafficSpec;
}

function labCase(changes: Partial<ResolvedCase>): ResolvedCase {
  return {
    ...{
      name: 'main',
      timeLimitMs: 60_000,
      points: null,
      hidden: false,
      repeat: null,
      nodes: [],
      programs: [],
    },
    ...{ links: [], traffic: [], faults: [], timeline: [], measures: [], expectations: [] },
    ...changes,
  };
}

function programReadyAt(port: number): ProgramSpec {
  return {
    ...{
      name: 'web',
      node: 'a',
      argv: ['true'],
      env: {},
      stdin: null,
      startAtMs: 0,
      count: 1,
      service: true,
    },
    ready: { by: 'tcp', port },
  };
}

describe('addresses', () => {
  const nodes = [node('a'), node('r', true), node('b'), node('idle')];
  const links = [
    link('left', 1, ['a', 'r']),
    link('side', 2, ['a', 'idle', 'b']),
    link('right', 3, ['r', 'b']),
  ];

  it('are those on the link that both share', () => {
    const [flow] = planFlows(labCase({ nodes, links, traffic: [stream('a', 'b')] }));
    expect(flow?.plan).toMatchObject({ sourceAddress: '10.2.0.2', destinationAddress: '10.2.0.4' });
  });

  it('are those at the ends of the way through a router', () => {
    const apart = links.filter(({ name }) => name !== 'side');
    const [flow] = planFlows(labCase({ nodes, links: apart, traffic: [stream('b', 'a', { ip: 6 })] }));
    expect(flow?.plan).toMatchObject({ sourceAddress: 'fd03::3', destinationAddress: 'fd01::2' });
  });

  it('do not exist across a node that does not forward', () => {
    const chain = [link('left', 1, ['a', 'idle']), link('right', 3, ['idle', 'b'])];
    expect(() => planFlows(labCase({ nodes, links: chain, traffic: [stream('a', 'b')] }))).toThrow(
      RangeError,
    );
  });
});

it('flows go to the address that the routes lead to', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const topology = fc.record({
    forwards: fc.array(fc.boolean(), { minLength: names.length, maxLength: names.length }),
    ends: fc.array(fc.uniqueArray(fc.constantFrom(...names), { minLength: 2, maxLength: 3 }), {
      maxLength: 8,
    }),
  });
  fc.assert(
    fc.property(topology, ({ forwards, ends }) => {
      const nodes = names.map((name, i) => node(name, forwards[i]));
      const links = ends.map((members, i) => link(`link-${i}`, i + 1, members));
      const address = reachFrom('a', { nodes, links }, 'ipv4').addresses.get('f');
      const plan = () => planFlows(labCase({ nodes, links, traffic: [stream('a', 'f')] }));
      if (address === undefined) expect(plan).toThrow(RangeError);
      else expect(plan()[0]?.plan.destinationAddress).toBe(address);
    }),
  );
});

describe('a flow’s port', () => {
  const topology = { nodes: [node('a'), node('b')], links: [link('wan', 1, ['a', 'b'])] };
  const portsOf = (changes: Partial<ResolvedCase>): Record<string, number> =>
    Object.fromEntries(
      planFlows(labCase({ ...topology, ...changes })).map(({ plan }) => [plan.name, plan.port]),
    );
  const voice = stream('a', 'b', { name: 'voice' });

  it('is its name’s, whatever other flows there are', () => {
    const alone = portsOf({ traffic: [voice] });
    const others = [stream('b', 'a', { name: 'first', flows: 3 }), voice, stream('a', 'b', { name: 'last' })];
    expect(portsOf({ traffic: others }).voice).toBe(alone.voice);
    expect(alone.voice).toBeGreaterThanOrEqual(10_000);
    expect(alone.voice).toBeLessThan(30_000);
  });

  it('is nobody else’s: no other flow’s, and no program’s', () => {
    const many = portsOf({ traffic: [stream('a', 'b', { name: 'many', flows: 2000 })] });
    expect(new Set(Object.values(many)).size).toBe(2000);
    const own = portsOf({ traffic: [voice] }).voice ?? 0;
    expect(portsOf({ traffic: [voice], programs: [programReadyAt(own)] }).voice).toBe(own + 1);
  });
});

describe('the longest that a packet can take', () => {
  const nodes = [node('a'), node('b')];
  const traffic = [stream('a', 'b')];
  const margin = 250;

  function drain(impair: Partial<Impairment>, changes: Partial<ResolvedCase> = {}) {
    const [flow] = planFlows(
      labCase({ nodes, links: [link('wan', 1, ['a', 'b'], impair)], traffic, ...changes }),
    );
    return flow?.plan;
  }

  it('counts delay, jitter and reordering', () => {
    const impair = {
      ...{
        delayMs: 40,
        jitter: { ms: 5, distribution: 'uniform' } as const,
        reorder: { ratio: 0.1, byMs: 10 },
      },
    };
    expect(drain(impair)).toMatchObject({ drainMs: 55 + margin, queueMs: 0, duplicates: false });
  });

  it('counts the worst of the timeline', () => {
    const change = {
      ...({ atMs: 100, do: 'impair', link: 'wan', from: 'a' } as const),
      impairment: { ...unimpaired, delayMs: 300, duplicateRatio: 0.1 },
    };
    const backwards = { ...change, from: 'b', impairment: { ...unimpaired, delayMs: 900 } };
    expect(drain({ delayMs: 40 }, { timeline: [change, backwards] })).toMatchObject({
      drainMs: 300 + margin,
      duplicates: true,
    });
  });

  it('counts faults in its direction', () => {
    const fault = { link: 'wan', match: {}, nth: { of: 'all' } as const };
    const faults = [
      { ...fault, from: 'a', action: { do: 'delay', delayMs: 70 } as const },
      { ...fault, from: null, action: { do: 'swap', packets: 1 } as const },
      { ...fault, from: 'b', action: { do: 'delay', delayMs: 5000 } as const },
    ];
    expect(drain({}, { faults })).toMatchObject({ drainMs: 1070 + margin });
  });

  it('counts a full queue, and says how much of it that is', () => {
    const queue = { limit: { unit: 'packets', packets: 9 }, aqm: 'drop-tail' } as const;
    // Ten packets of 1500 bytes at 1 Mbit/s, one of them being sent.
    expect(drain({ rateBitsPerSecond: 1e6, queue })).toMatchObject({ drainMs: 120 + margin, queueMs: 120 });
  });
});
