/** What must be there before a sandbox is tried: the same words as doctor's. */

import { EnvironmentError } from '../../core/environment-error.ts';
import type { Finding } from './finding.ts';
import { explainRefusal, readNamespaceFacts } from './namespace-permission.ts';
import { toolFindings } from './tool.ts';
import { tunFinding } from './tun-device.ts';

/** What keeps this machine from making nodes of bare namespaces; null when nothing known does. */
export function namespacesHindrance(): { readonly why: string } | null {
  if (process.platform !== 'linux') return { why: `this is ${process.platform}, not Linux` };
  const missing = firstMissing();
  if (missing !== undefined) return { why: `${missing.subject}: ${missing.text}` };
  return explainRefusal(readNamespaceFacts());
}

/** Throws EnvironmentError for the first thing that is missing. */
export function requireMachine(): void {
  const missing = firstMissing();
  if (missing !== undefined) {
    throw new EnvironmentError(
      `${missing.subject}: ${missing.text}`,
      missing.remedy === null ? {} : { remedy: missing.remedy },
    );
  }
}

function firstMissing(): Finding | undefined {
  return [...toolFindings(), tunFinding()].find((finding) => finding.state === 'missing');
}
