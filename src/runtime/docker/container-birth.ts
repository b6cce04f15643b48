/** Makes one node: its container, then its network. */

import { EnvironmentError } from '../../core/environment-error.ts';
import type { NodePlan } from '../../core/plan/plan.ts';
import { DockerNode } from './docker-node.ts';
import type { Engine, EngineContainer, EngineRun } from './engine/engine.ts';
import type { NetworkAccess } from './network-access.ts';
import { setUpNetwork } from './network-setup.ts';
import { defaultImage, type NodeContainer, nodeContainer } from './node-container.ts';
import { imageEnvironment } from './program-environment.ts';
import { programUser } from './program-user.ts';
import { furnishRoot } from './root-files.ts';
import type { SandboxShare } from './sandbox-share.ts';

export interface NodeBirth {
  readonly plan: NodePlan;
  /** Among the sandbox's nodes. */
  readonly index: number;
  readonly engine: Engine;
  readonly run: EngineRun;
  readonly access: NetworkAccess;
  readonly share: SandboxShare;
  /** Whether people will enter it. */
  readonly handsOn: boolean;
}

/** Docker's own init can adopt orphans as well, if asked to (tini, option -s). */
const dockerInit = ['/sbin/docker-init', '-s', '--'];

/** Throws EnvironmentError naming the node, the step and the reason. What was made is the run's to remove. */
export async function bearNode(birth: NodeBirth): Promise<DockerNode> {
  const { plan, index, engine, run, access, share, handsOn } = birth;
  const { spec } = plan;
  const { facts } = engine;
  const dialect = facts.name === 'Podman' ? 'podman' : 'docker';
  const user = programUser(spec, facts, run.runId, index);
  const container = await createContainer(run, {
    plan,
    toolsVolume: share.toolsVolume,
    filesVolume: spec.files === null ? null : (share.volumes.get(spec.files) ?? null),
    internetNetwork: spec.internet ? (share.internet?.id ?? null) : null,
    dialect,
    limitCpu: true,
    handsOn,
  });
  // Its standard input is ours from here on: it ends with us, however we end. Podman attaches to what runs only.
  if (dialect === 'podman') await container.start();
  const lifeline = await container.attach();
  lifeline.stdout.resume();
  lifeline.stderr.resume();
  if (dialect === 'docker') await container.start();
  const { pid, running, exitCode, error } = await container.state();
  if (!running || pid === 0) {
    throw new EnvironmentError(
      `node ${spec.name} can't be made: its container ended at once with status ${exitCode}${error === '' ? '' : `: ${error}`}`,
    );
  }
  const naming = furnishRoot(access.host, pid, plan, user);
  const networking = setUpNetwork(access.host, {
    plan,
    networkNamespace: `/proc/${pid}/ns/net`,
    wireNamespace: access.wireNamespace,
    outsideGateway: spec.internet ? (share.internet?.gateway ?? null) : null,
    groupId: Number(user.split(':')[1]),
  });
  await Promise.allSettled([naming, networking]);
  await naming;
  const settings = await networking;
  return new DockerNode({
    plan,
    container,
    engineAddress: facts.address,
    lifeline,
    pid,
    host: access.host,
    user,
    environment: imageEnvironment(share.images.get(spec.image ?? defaultImage)?.env ?? []),
    adopter: dialect === 'docker' ? dockerInit : [],
    cgroupVersion: facts.cgroupVersion,
    settings,
  });
}

async function createContainer(run: EngineRun, node: NodeContainer): Promise<EngineContainer> {
  const name = `wirelab-${run.runId}-${node.plan.spec.name}`;
  try {
    return await run.createContainer(nodeContainer(node), name);
  } catch (error) {
    // A kernel without bandwidth control has nothing to limit it with (CONFIG_CFS_BANDWIDTH).
    if (!/CPU CFS|NanoCPUs/i.test(String(error))) throw error;
    return run.createContainer(nodeContainer({ ...node, limitCpu: false }), name);
  }
}
