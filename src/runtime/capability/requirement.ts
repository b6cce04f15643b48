/** What must be there before a sandbox is tried: the same words as doctor's. */

import { EnvironmentError } from '../../core/environment-error.ts';
import type { Finding } from './finding.ts';
import { toolFindings } from './tool.ts';
import { tunFinding } from './tun-device.ts';

/** Throws EnvironmentError for the first thing that is missing. */
export function requireMachine(): void {
  const missing: Finding | undefined = [...toolFindings(), tunFinding()].find(
    (finding) => finding.state === 'missing',
  );
  if (missing !== undefined) {
    throw new EnvironmentError(
      `${missing.subject}: ${missing.text}`,
      missing.remedy === null ? {} : { remedy: missing.remedy },
    );
  }
}
