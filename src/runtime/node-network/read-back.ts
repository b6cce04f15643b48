/** Which settings of a node the kernel took, and with what value. */

import { EnvironmentError } from '../../core/environment-error.ts';
import { rtoMinKey, type Setting } from './setting.ts';

export interface SettingsInForce {
  readonly sysctls: Readonly<Record<string, string>>;
  readonly skippedSysctls: readonly string[];
}

/**
 * @param lines among them `skip PATH` for each setting that wasn't taken
 * @param values of those that were, in order
 * Throws EnvironmentError when a setting that the lab names isn't as the lab wants it.
 */
export function readBack(
  settings: readonly Setting[],
  lines: readonly string[],
  values: readonly string[],
  rtoMinMs: number | null,
): SettingsInForce {
  const skipped = new Set(
    lines.filter((line) => line.startsWith('skip ')).map((line) => line.slice('skip '.length)),
  );
  const sysctls: Record<string, string> = {};
  const skippedSysctls: string[] = [];
  let position = 0;
  for (const { plan, path } of settings) {
    if (skipped.has(path)) {
      if (plan.key === rtoMinKey && rtoMinMs !== null) {
        sysctls[plan.key] = `${rtoMinMs * 1000} (by route)`;
        continue;
      }
      if (plan.required) {
        throw new EnvironmentError(`this kernel won't set ${plan.key} to ${plan.value}`, {
          remedy: 'leave the setting out of the lab, or run it on a kernel that has it',
        });
      }
      skippedSysctls.push(plan.key);
    } else {
      sysctls[plan.key] = values[position++] ?? '';
    }
  }
  return { sysctls, skippedSysctls };
}
