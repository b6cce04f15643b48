/** Which kind of ownership this machine allows us: see confinement.ts. */

import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { idsOfARun, type Ownership, unallocatedUserId } from './confinement.ts';

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

/**
 * Root of a rootless container has only some IDs: the last of them where those of nobody aren't there, or
 * none. `text`: /proc/self/uid_map, lines `inside outside count` (user_namespaces(7)).
 */
export function rootOwnership(text: string, wanted: number): Ownership {
  const ranges = text
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([first, , count]) => (first === undefined || count === undefined ? [] : [{ first, count }]));
  const holds = ({ first, count }: { first: number; count: number }) =>
    first <= wanted && wanted + idsOfARun <= first + count;
  if (ranges.some(holds)) return { kind: 'root', firstUserId: wanted };
  const last = ranges.findLast(({ count }) => count > firstSubordinateUserId + idsOfARun);
  return last === undefined
    ? { kind: 'single' }
    : { kind: 'root', firstUserId: last.first + last.count - idsOfARun };
}

/** The best that is worth a try; `single` is always next to `subuid`. */
export function bestOwnership(runId: string): Ownership {
  if (process.getuid?.() === 0) {
    return rootOwnership(readFileSync('/proc/self/uid_map', 'utf8'), unallocatedUserId(runId));
  }
  const helpers = ['/usr/bin/newuidmap', '/bin/newuidmap', '/usr/local/bin/newuidmap'].some((path) =>
    existsSync(path),
  );
  const ids = Math.min(grantedIds('/etc/subuid'), grantedIds('/etc/subgid'));
  return helpers && ids > firstSubordinateUserId + idsOfARun
    ? { kind: 'subuid', firstUserId: firstSubordinateUserId }
    : { kind: 'single' };
}
