/** Finds where on this machine we may make control groups: /proc/self/cgroup and the mounts. */

import { accessSync, constants, existsSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Hierarchy, makeGroup } from './cgroup.ts';
import { type Mount, readMounts } from './mount-table.ts';

type Controller = 'memory' | 'pids';
const wanted: readonly Controller[] = ['memory', 'pids'];

export interface Membership {
  readonly controllers: readonly string[];
  readonly path: string;
}

/** Lines of /proc/[pid]/cgroup: `id:controllers:path`; version 2 has no controllers (cgroups(7)). */
export function parseMemberships(text: string): Membership[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\d+:([^:]*):(.*)$/.exec(line);
    return match ? [{ controllers: (match[1] ?? '').split(',').filter(Boolean), path: match[2] ?? '/' }] : [];
  });
}

/** What could hold the run's group: parents to try, nearest first. */
interface Candidate {
  readonly version: 1 | 2;
  readonly controllers: readonly Controller[];
  readonly parents: readonly string[];
}

function ancestors(mountPoint: string, path: string): string[] {
  const found: string[] = [];
  for (let at = join(mountPoint, path); at.startsWith(mountPoint); at = dirname(at)) {
    found.push(at);
    if (at === mountPoint) break;
  }
  return found.filter((folder) => existsSync(folder));
}

function available(folder: string): Controller[] {
  const listed = readFileSync(join(folder, 'cgroup.controllers'), 'utf8').trim().split(' ');
  return wanted.filter((controller) => listed.includes(controller));
}

function candidates(memberships: readonly Membership[], mounts: readonly Mount[]): Candidate[] {
  const found: Candidate[] = [];
  const unified = mounts.find((mount) => mount.type === 'cgroup2');
  const own = memberships.find((membership) => membership.controllers.length === 0);
  if (unified && own) {
    const parents = ancestors(unified.mountPoint, own.path);
    const root = parents.at(-1);
    const controllers = root === undefined ? [] : available(root);
    // A group with processes in it, as our own, hands no controllers on; only the topmost may.
    const eligible = parents.length > 1 ? parents.slice(1) : parents;
    if (controllers.length > 0) found.push({ version: 2, controllers, parents: eligible });
  }
  for (const controller of wanted) {
    const mount = mounts.find((each) => each.type === 'cgroup' && each.superOptions.includes(controller));
    const membership = memberships.find((each) => each.controllers.includes(controller));
    if (mount && membership) {
      const parents = ancestors(mount.mountPoint, membership.path);
      found.push({ version: 1, controllers: [controller], parents });
    }
  }
  return found;
}

function tryParent(candidate: Candidate, parent: string, name: string): Hierarchy | null {
  const folder = join(parent, name);
  try {
    accessSync(parent, constants.W_OK);
    const controllers = candidate.version === 2 ? available(parent) : candidate.controllers;
    if (controllers.length === 0) return null;
    const hierarchy: Hierarchy = { version: candidate.version, controllers, folder };
    if (candidate.version === 2) {
      // Moving a process here from our own group needs this one too (cgroups(7), delegation containment).
      accessSync(join(parent, 'cgroup.procs'), constants.W_OK);
      const enable = controllers.map((each) => `+${each}`).join(' ');
      writeFileSync(join(parent, 'cgroup.subtree_control'), enable);
    }
    makeGroup(hierarchy, folder, true);
    return hierarchy;
  } catch {
    try {
      rmdirSync(folder);
    } catch {
      // It wasn't made.
    }
    return null;
  }
}

/** Makes the run's own groups. `before` hears of each folder before it is made. */
export function makeRunGroups(name: string, before: (folder: string) => void): Hierarchy[] {
  const memberships = parseMemberships(readFileSync('/proc/self/cgroup', 'utf8'));
  const made: Hierarchy[] = [];
  for (const candidate of candidates(memberships, readMounts())) {
    const open = candidate.controllers.some((each) => !made.some((has) => has.controllers.includes(each)));
    if (!open) continue;
    for (const parent of candidate.parents) {
      before(join(parent, name));
      const hierarchy = tryParent(candidate, parent, name);
      if (hierarchy !== null) {
        made.push(hierarchy);
        break;
      }
    }
  }
  return made;
}
