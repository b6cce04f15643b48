/** The far sides of the nodes' devices, on this machine: no netem is needed for them. */

import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planNodes } from '../../src/core/plan/node-plan.ts';
import { namespacesRuntime } from '../../src/runtime/namespaces/namespaces-runtime.ts';
import { star } from '../runtime/topology.ts';
import { describeWith } from '../support/requires.ts';

interface Link {
  readonly ifname: string;
  readonly gso_max_segs: number;
  readonly mtu: number;
  readonly linkinfo?: { readonly info_kind: string };
  readonly inet6_addr_gen_mode?: string;
}

interface Addresses {
  readonly ifname: string;
  readonly addr_info: readonly { readonly family: string; readonly local: string }[];
}

describeWith(['namespaces'], 'a wire namespace', () => {
  it('holds one far side for each device, single packets on both, no addresses, and ends with the sandbox', async () => {
    const stateFolder = mkdtempSync(join(tmpdir(), 'wirelab-state-'));
    try {
      const runtime = namespacesRuntime({ stateFolder });
      const sandbox = await runtime.open({ runId: `test-${randomUUID().slice(0, 8)}`, device: 'veth' });
      const { wireNamespace, network } = sandbox;
      if (wireNamespace === null) throw new Error('there is none');
      const ask = async <T>(networkNamespace: string, ...words: readonly string[]): Promise<readonly T[]> => {
        const result = await network.run(['ip', '-j', '-d', ...words], { networkNamespace });
        expect(result.stderr).toBe('');
        return JSON.parse(result.stdout) as T[];
      };
      try {
        const nodes = await sandbox.createNodes(planNodes(star(2)));
        const fars = await ask<Link>(wireNamespace, 'link', 'show', 'type', 'veth');
        expect(fars.map(({ ifname }) => ifname).sort()).toEqual(['l0e0', 'l0e1', 'l1e0', 'l1e1']);
        const nears = await Promise.all(
          nodes.map((node) => ask<Link>(node.networkNamespace, 'link', 'show', 'type', 'veth')),
        );
        for (const link of [...fars, ...nears.flat()])
          expect(link).toMatchObject({ gso_max_segs: 1, mtu: 1500 });
        expect(nears.map((links) => links.length)).toEqual([2, 1, 1]);
        await network.run(['ip', '-batch', '-'], {
          networkNamespace: wireNamespace,
          input: fars.map(({ ifname }) => `link set dev ${ifname} up\n`).join(''),
        });
        const addresses = await ask<Addresses>(wireNamespace, 'address', 'show', 'up', 'type', 'veth');
        expect(addresses.map(({ ifname }) => ifname).sort()).toEqual(fars.map(({ ifname }) => ifname).sort());
        expect(addresses.flatMap(({ addr_info }) => addr_info)).toEqual([]);
      } finally {
        await sandbox.close();
      }
      expect(existsSync(wireNamespace)).toBe(false);
    } finally {
      rmSync(stateFolder, { recursive: true, force: true });
    }
  });
});
