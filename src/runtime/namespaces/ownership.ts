/** Which kind of ownership this machine allows us: see confinement.ts. */

import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { type Ownership, unallocatedUserId } from './confinement.ts';

/** IDs granted by a file such as /etc/subuid: lines `user:first:count` (subuid(5)). */
export function subordinateIds(text: string, name: string, userId: number): number {
  return text
    .split('\n')
    .map((line) => line.split(':'))
    .filter(([user]) => user === name || user === String(userId))
    .reduce((most, [, , count]) => Math.max(most, Number(count) || 0), 0);
}

function grantedIds(file: string): number {
  const userId = process.getuid?.() ?? 0;
  let name = '';
  try {
    name = userInfo().username;
  } catch {
    // A user ID without an account.
  }
  return existsSync(file) ? subordinateIds(readFileSync(file, 'utf8'), name, userId) : 0;
}

/** Inside the user namespace; as many nodes as IDs that are left above it. */
const firstSubordinateUserId = 1000;

/** The best that is worth a try; `single` is always next to `subuid`. */
export function bestOwnership(runId: string): Ownership {
  if (process.getuid?.() === 0) return { kind: 'root', firstUserId: unallocatedUserId(runId) };
  const helpers = ['/usr/bin/newuidmap', '/bin/newuidmap', '/usr/local/bin/newuidmap'].some((path) =>
    existsSync(path),
  );
  const ids = Math.min(grantedIds('/etc/subuid'), grantedIds('/etc/subgid'));
  return helpers && ids > firstSubordinateUserId + 4096
    ? { kind: 'subuid', firstUserId: firstSubordinateUserId }
    : { kind: 'single' };
}
