/** Small topologies for tests: addresses as a lab file would get them by default. */

import { unimpaired } from '../../src/core/lab/impairment.ts';
import type { LinkSpec, NodeSpec } from '../../src/core/lab/lab.ts';

export function nodeSpec(name: string, own: Partial<NodeSpec> = {}): NodeSpec {
  return {
    name,
    image: null,
    files: null,
    localhost: null,
    forward: false,
    sysctl: {},
    limits: { memoryBytes: null, pids: null, files: null, timeMs: null },
    capabilities: [],
    trace: false,
    internet: false,
    writable: false,
    ...own,
  };
}

const hex = (value: number) => value.toString(16).padStart(2, '0');

/** Devices are counted per node over all the links given. */
export function linkSpecs(links: readonly (readonly string[])[]): LinkSpec[] {
  const devices = new Map<string, number>();
  return links.map((ends, index) => ({
    name: `l${index}`,
    mtu: 1500,
    ends: ends.map((node, position) => {
      const device = devices.get(node) ?? 0;
      devices.set(node, device + 1);
      return {
        node,
        device: `eth${device}`,
        mac: `02:00:00:${hex(index >> 8)}:${hex(index & 255)}:${hex(position + 2)}`,
        ipv4: { address: `10.${index >> 8}.${index & 255}.${position + 2}`, prefixLength: 24 },
        ipv6: { address: `fd00:0:0:${index.toString(16)}::${position + 2}`, prefixLength: 64 },
        impairment: unimpaired,
      };
    }),
  }));
}

export interface TestTopology {
  readonly nodes: readonly NodeSpec[];
  readonly links: readonly LinkSpec[];
}

export function pair(left: Partial<NodeSpec> = {}, right: Partial<NodeSpec> = {}): TestTopology {
  return { nodes: [nodeSpec('left', left), nodeSpec('right', right)], links: linkSpecs([['left', 'right']]) };
}

/** A hub with so many leaves. */
export function star(leaves: number): TestTopology {
  const names = Array.from({ length: leaves }, (_, index) => `leaf-${index}`);
  return {
    nodes: [nodeSpec('hub', { forward: true }), ...names.map((name) => nodeSpec(name))],
    links: linkSpecs(names.map((name) => ['hub', name])),
  };
}
