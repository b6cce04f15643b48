/** Folders in /tmp that tell by their name whose they are, so that a killed owner's can be removed. */

import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const prefix = 'wl-testbed';

/** Of the process, in clock ticks since boot (proc_pid_stat(5), field 22): no two with one PID have the same. */
function startTime(pid: string): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

/** @param kind what it is for, such as `uml` */
export function makeOwnedFolder(kind: string): string {
  const pid = String(process.pid);
  return mkdtempSync(join(tmpdir(), `${prefix}-${kind}-${pid}-${startTime(pid) ?? '0'}-`));
}

/** Those of a kind whose owner is no more. */
export function abandonedFolders(kind: string): string[] {
  return readdirSync(tmpdir())
    .filter((name) => {
      const [, pid, start] = new RegExp(`^${prefix}-${kind}-(\\d+)-(\\d+)-`).exec(name) ?? [];
      return pid !== undefined && startTime(pid) !== start;
    })
    .map((name) => join(tmpdir(), name));
}
