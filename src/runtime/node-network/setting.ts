/** Kernel settings as paths under /proc/sys, and which of them a lab may touch. */

import { EnvironmentError } from '../../core/environment-error.ts';
import type { SysctlPlan } from '../../core/plan/plan.ts';

export interface Setting {
  readonly plan: SysctlPlan;
  /** Relative to /proc/sys. */
  readonly path: string;
  /** Tried where the kernel won't take the first. */
  readonly secondChoice: string;
}

export const rtoMinKey = 'net.ipv4.tcp_rto_min_us';

/** A dot separates, a slash stands for a dot within a name (sysctl(8)). */
function pathOf(key: string): string {
  return key.replace(/[./]/g, (character) => (character === '.' ? '/' : '.'));
}

/**
 * Throws EnvironmentError for a key outside `net.`: only those belong to the node alone, others would
 * change this machine.
 */
export function settingOf(plan: SysctlPlan, groupId: number): Setting {
  if (!/^net\.[a-z0-9_]+(?:[./][A-Za-z0-9_-]+)+$/.test(plan.key) || /[\n\0]/.test(plan.value)) {
    throw new EnvironmentError(`the setting ${JSON.stringify(plan.key)} can't be made in a node`, {
      remedy: 'only settings that begin with `net.` belong to a node; others belong to the whole machine',
    });
  }
  return { plan, path: pathOf(plan.key), secondChoice: plan.required ? '' : secondChoice(plan.key, groupId) };
}

function secondChoice(key: string, groupId: number): string {
  if (key === 'net.ipv4.tcp_congestion_control') return 'reno';
  // In a user namespace the whole range isn't mapped.
  if (key === 'net.ipv4.ping_group_range') return `${groupId}\t${groupId}`;
  return '';
}

export const rtoMinPath = `/proc/sys/${pathOf(rtoMinKey)}`;

/**
 * Linux before 6.11 has no such setting; a route can say the same.
 * @param kernelHasSetting whether the nodes' kernel has it
 */
export function rtoMinByRouteMs(plans: readonly SysctlPlan[], kernelHasSetting: boolean): number | null {
  const wanted = plans.find((plan) => plan.key === rtoMinKey && plan.required);
  if (wanted === undefined || kernelHasSetting) return null;
  return Math.max(1, Math.round(Number(wanted.value) / 1000));
}
