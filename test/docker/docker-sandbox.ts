/** A sandbox in the engine that the environment names. */

import { randomUUID } from 'node:crypto';
import { planNodes } from '../../src/core/plan/node-plan.ts';
import { type DockerOptions, dockerRuntime } from '../../src/runtime/docker/docker-runtime.ts';
import type { RunningNode, SandboxOptions } from '../../src/runtime/runtime.ts';
import type { OpenSandbox } from '../runtime/sandbox-fixture.ts';
import type { TestTopology } from '../runtime/topology.ts';

type DockerSandbox = Omit<OpenSandbox, 'stateFolder'>;

export async function openDockerSandbox(
  topology: TestTopology,
  options: DockerOptions & Partial<Pick<SandboxOptions, 'device'>> = {},
): Promise<DockerSandbox> {
  const runId = `test-${randomUUID().slice(0, 8)}`;
  const { device = 'tap', ...dockerOptions } = options;
  const sandbox = await dockerRuntime(dockerOptions).open({ runId, device });
  try {
    const made = await sandbox.createNodes(planNodes(topology));
    const nodes = new Map<string, RunningNode>(made.map((node) => [node.name, node]));
    const node = (name: string) => {
      const found = nodes.get(name);
      if (found === undefined) throw new Error(`no node ${name}`);
      return found;
    };
    return { runId, sandbox, nodes, node, [Symbol.asyncDispose]: () => sandbox.close() };
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}
