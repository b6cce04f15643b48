/** Whether the kernel that nodes of a runtime have can impair their links. */

import { EnvironmentError } from '../core/environment-error.ts';
import { probeNetem } from '../emulator/netem/netem-tools.ts';
import type { Finding } from '../runtime/capability/finding.ts';
import type { Runtime } from '../runtime/runtime.ts';

/** Never `missing`: the fabric needs nothing of it. */
export async function netemFinding(runtime: Runtime, subject: string): Promise<Finding> {
  try {
    const found = await runtime.withNetwork((network) => probeNetem(network));
    if (found.ok) return { subject, state: 'good', text: 'the kernel has all that links need', remedy: null };
    return { subject, state: 'lacking', text: found.why, remedy: found.remedy };
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return { subject, state: 'lacking', text: error.message, remedy: error.remedy };
  }
}
