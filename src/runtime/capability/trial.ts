/** What a node is like on this machine, found out by making one. */

import { randomUUID } from 'node:crypto';
import { release } from 'node:os';
import { EnvironmentError } from '../../core/environment-error.ts';
import { unimpaired } from '../../core/lab/impairment.ts';
import { planNodes } from '../../core/plan/node-plan.ts';
import type { Runtime } from '../runtime.ts';
import type { Finding } from './finding.ts';

export const trialNode = {
  name: 'trial',
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
};

export const trialLink = {
  name: 'wire',
  mtu: 1500,
  ends: [
    {
      node: 'trial',
      device: 'eth0',
      mac: '02:00:00:00:00:02',
      ipv4: { address: '10.0.0.2', prefixLength: 24 },
      ipv6: { address: 'fd00::2', prefixLength: 64 },
      impairment: unimpaired,
    },
  ],
};

export async function trialFindings(runtime: Runtime): Promise<Finding[]> {
  const startedAt = performance.now();
  try {
    await using sandbox = await runtime.open({ runId: `doctor-${randomUUID()}`, device: 'tap' });
    const [node] = await sandbox.createNodes(planNodes({ nodes: [trialNode], links: [trialLink] }));
    const tookMs = Math.round(performance.now() - startedAt);
    return [
      {
        subject: 'namespaces',
        state: 'good',
        text: `made a node with a device in ${tookMs} ms: ${sandbox.facts.isolation}`,
        remedy: null,
      },
      limitsFinding(sandbox.facts.limits ?? ''),
      ...(sandbox.facts.isolation?.includes('single') ? [ownershipFinding()] : []),
      settingsFinding(node?.skippedSysctls ?? []),
      congestionFinding(node?.sysctls['net.ipv4.tcp_congestion_control'] ?? ''),
    ];
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return [{ subject: 'namespaces', state: 'missing', text: error.message, remedy: error.remedy }];
  }
}

function limitsFinding(limits: string): Finding {
  if (limits.includes('memory') && limits.includes('pids')) {
    return { subject: 'limits', state: 'good', text: limits, remedy: null };
  }
  return {
    subject: 'limits',
    state: 'lacking',
    text: `${limits}: memory and processes are not counted by control groups, which can't be made here`,
    remedy:
      'run as root, or with control groups of your own: `systemd-run --user --scope -p Delegate=yes wirelab ...`',
  };
}

function ownershipFinding(): Finding {
  return {
    subject: 'user IDs',
    state: 'lacking',
    text: 'programs run under your own user ID, kept from your files by namespaces alone',
    remedy:
      'install uidmap and grant IDs: `sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 $USER`',
  };
}

function settingsFinding(skipped: readonly string[]): Finding {
  if (skipped.length === 0) {
    return {
      subject: 'settings',
      state: 'good',
      text: 'the kernel takes every pinned setting',
      remedy: null,
    };
  }
  return {
    subject: 'settings',
    state: 'lacking',
    text: `Linux ${release()} doesn't take ${skipped.join(', ')}; results record it`,
    remedy: 'a newer kernel has them (6.11 has all)',
  };
}

function congestionFinding(algorithm: string): Finding {
  if (algorithm === 'cubic') {
    return { subject: 'congestion', state: 'good', text: 'TCP uses cubic in the nodes', remedy: null };
  }
  return {
    subject: 'congestion',
    state: 'lacking',
    text: `TCP uses ${algorithm} in the nodes, for cubic isn't allowed there`,
    remedy: '`sudo modprobe tcp_cubic; sudo sysctl net.ipv4.tcp_allowed_congestion_control="reno cubic"`',
  };
}
