/** Starts the init of a node, and waits until it has set everything up. */

import { existsSync, realpathSync, statSync } from 'node:fs';
import { EnvironmentError } from '../../core/environment-error.ts';
import type { NodePlan } from '../../core/plan/plan.ts';
import { deviceBatches } from '../node-network/device-batch.ts';
import { redirectRules } from '../node-network/localhost-redirect.ts';
import { readBack } from '../node-network/read-back.ts';
import { rtoMinByRouteMs, rtoMinPath, settingOf } from '../node-network/setting.ts';
import type { Confinement } from './confinement.ts';
import type { Holder } from './holder.ts';
import { type Mount, readOnlyBindOptions } from './mount-table.ts';
import { nodeInitScript } from './node-init-script.ts';
import { type SetupProcess, startSetup } from './setup-process.ts';

export interface BornNode {
  readonly process: SetupProcess;
  /** Of the init, as this process sees it. */
  readonly pid: number;
  readonly sysctls: Readonly<Record<string, string>>;
  readonly skippedSysctls: readonly string[];
}

export interface Birth {
  /** Shown by ps(1), for people. */
  readonly runId: string;
  readonly plan: NodePlan;
  readonly holder: Holder;
  /** Where the far sides of its devices go; null: devices are TAPs. */
  readonly wireNamespace: string | null;
  readonly confinement: Confinement;
  readonly mounts: readonly Mount[];
  /** Hears of the process as soon as there is one, to end it whatever comes. */
  readonly onProcess: (process: SetupProcess) => void;
}

/** Throws EnvironmentError naming the node, the step and what the tool said. */
export async function bearNode(birth: Birth): Promise<BornNode> {
  const { plan } = birth;
  const settings = plan.sysctls.map((each) => settingOf(each, birth.confinement.userId));
  const rtoMinMs = rtoMinByRouteMs(plan.sysctls, existsSync(rtoMinPath));
  const process = startSetup([
    ...(plan.spec.files === null ? birth.holder.enter : birth.holder.enterWithHost),
    ...['unshare', '--net', '--pid', '--mount', '--uts', '--ipc', '--fork', '--propagation', 'unchanged'],
    ...['sh', '-c', nodeInitScript, `wirelab-${birth.runId}`, plan.spec.name],
    ...sharedFolder(birth),
    plan.hosts.map(([address, name]) => `${address}\t${name}\n`).join('') + loopbackNames,
    ...accountFiles(birth.confinement.userId),
    plan.localhost === null ? '' : redirectRules(plan.localhost),
    String(settings.length),
    ...settings.flatMap((setting) => [setting.path, setting.plan.value, setting.secondChoice]),
    ...deviceBatches(plan, rtoMinMs, birth.wireNamespace),
  ]);
  birth.onProcess(process);

  let expected = settings.length;
  let readyAt: number | null = null;
  const lines = await process.linesUntil((line, index) => {
    if (line.startsWith('skip ')) expected -= 1;
    if (line.startsWith('ready ')) readyAt = index;
    return readyAt !== null && index === readyAt + expected;
  });
  const ready = lines.find((line) => line.startsWith('ready '));
  if (readyAt === null || ready === undefined || lines.length < readyAt + 1 + expected) {
    throw new EnvironmentError(await failure(plan, lines, process), remedyFor(plan, process));
  }
  return {
    process,
    pid: Number(ready.slice('ready '.length)),
    ...readBack(settings, lines, lines.slice(readyAt + 1), rtoMinMs),
  };
}

const loopbackNames = '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost\n';

function accountFiles(userId: number): [passwd: string, group: string] {
  const own = userId === 0 ? 'lab:x:0:0:lab:/home/lab:/bin/sh\n' : 'root:x:0:0:root:/:/bin/false\n';
  const ownGroup = userId === 0 ? 'lab:x:0:\n' : 'root:x:0:\n';
  if (userId === 0) return [own, ownGroup];
  return [`${own}lab:x:${userId}:${userId}:lab:/home/lab:/bin/sh\n`, `${ownGroup}lab:x:${userId}:\n`];
}

/** The real path, for its symlinks would be followed in a tree that is not ours; and how to mount it. */
function sharedFolder({ plan, mounts, confinement }: Birth): [path: string, options: string] {
  const { files } = plan.spec;
  if (files === null) return ['', ''];
  const path = realpathSync(files);
  const mode = statSync(path).mode;
  if (confinement.ownership.kind !== 'single' && (mode & 0o005) !== 0o005) {
    throw new EnvironmentError(
      `programs on ${plan.spec.name} couldn't read ${path}: it isn't open to other users`,
      {
        remedy: `chmod -R o+rX ${JSON.stringify(path)}`,
      },
    );
  }
  return [path, readOnlyBindOptions(path, mounts)];
}

async function failure(plan: NodePlan, lines: readonly string[], process: SetupProcess): Promise<string> {
  const step = lines.find((line) => line.startsWith('fail '))?.slice('fail '.length);
  const words = [process.complaint(), step === undefined ? await process.exited : ''].filter(Boolean);
  return `node ${plan.spec.name} can't be made${step ? `, ${step}` : ''}: ${words.join('; ')}`;
}

function remedyFor(plan: NodePlan, process: SetupProcess): { remedy?: string } {
  if (plan.localhost !== null && /nft/.test(process.complaint())) {
    return { remedy: '`localhost:` needs nft: install the package nftables' };
  }
  return { remedy: '`wirelab doctor` tells what this machine allows' };
}
