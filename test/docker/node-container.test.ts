import { describe, expect, it } from 'vitest';
import { planNodes } from '../../src/core/plan/node-plan.ts';
import { nodeContainer } from '../../src/runtime/docker/node-container.ts';
import { containerLimits } from '../../src/runtime/docker/node-limits.ts';
import { programUser } from '../../src/runtime/docker/program-user.ts';
import { nodeSpec } from '../runtime/topology.ts';

const unlimited = { memoryBytes: null, pids: null, files: null, timeMs: null };

function container(own: Parameters<typeof nodeSpec>[1], internetNetwork: string | null = null) {
  const [plan] = planNodes({ nodes: [nodeSpec('only', own)], links: [] });
  if (plan === undefined) throw new Error('no plan');
  return nodeContainer({
    plan,
    toolsVolume: 'tools',
    filesVolume: null,
    internetNetwork,
    dialect: 'docker',
    limitCpu: true,
    handsOn: false,
  });
}

describe('a node as a container', () => {
  it('may nothing that it was not given', () => {
    expect(container({})).toMatchObject({
      Image: 'wirelab/base',
      Hostname: 'only',
      NetworkDisabled: true,
      HostConfig: {
        NetworkMode: 'none',
        CapDrop: ['ALL'],
        CapAdd: [],
        SecurityOpt: ['no-new-privileges'],
        ReadonlyRootfs: true,
        Init: true,
        Memory: 256 * 1024 * 1024,
        MemorySwap: 256 * 1024 * 1024,
      },
    });
    const { Binds, Privileged, PortBindings } = container({}).HostConfig ?? {};
    expect({ Binds, Privileged, PortBindings }).toEqual({});
  });

  it('has what the lab names', () => {
    const limits = { memoryBytes: 1e8, pids: 5, files: 32, timeMs: null };
    const own = { image: 'alpine', capabilities: ['CAP_NET_RAW', 'net_admin'], writable: true, limits };
    expect(container(own, 'network-id')).toMatchObject({
      Image: 'alpine',
      NetworkDisabled: false,
      HostConfig: {
        NetworkMode: 'network-id',
        CapAdd: ['NET_RAW', 'NET_ADMIN'],
        ReadonlyRootfs: false,
        Memory: 1e8,
        MemorySwap: 1e8,
        Ulimits: expect.arrayContaining([{ Name: 'nofile', Soft: 32, Hard: 32 }]),
      },
    });
  });
});

describe('limits', () => {
  it('count for the node where the lab names them, else for each program', () => {
    const named = { ...unlimited, memoryBytes: 1e8, pids: 5 };
    expect(containerLimits(named, 3)).toMatchObject({ memoryBytes: 1e8, userProcesses: 5 + 3 * 2 });
    expect(containerLimits(unlimited, 3)).toMatchObject({
      memoryBytes: 3 * 256 * 1024 * 1024,
      userProcesses: 3 * (64 + 2),
    });
    for (const programs of [1, 100]) {
      const { processes, userProcesses } = containerLimits(unlimited, programs);
      expect(processes).toBeGreaterThan(userProcesses);
    }
  });
});

describe('the user of a node’s programs', () => {
  it('is the node’s own, and within reach of a rootless engine', () => {
    const ids = (rootless: boolean) =>
      Array.from({ length: 100 }, (_, index) => programUser(nodeSpec('n'), { rootless }, 'run-1', index));
    for (const rootless of [true, false]) {
      expect(new Set(ids(rootless)).size).toBe(100);
      for (const id of ids(rootless)) {
        const [user, group] = id.split(':').map(Number);
        expect(user).toBe(group);
        expect(user).toBeGreaterThanOrEqual(20_000);
        expect(user).toBeLessThan(rootless ? 65_536 : 2 ** 31);
      }
    }
  });

  it('is root with capabilities only', () => {
    const spec = nodeSpec('n', { capabilities: ['NET_RAW'] });
    expect(programUser(spec, { rootless: false }, 'run-1', 0)).toBe('0:0');
  });
});
