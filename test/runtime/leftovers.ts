/** What there still is of a run on this machine. */

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

function read(action: () => string): string {
  try {
    return action();
  } catch {
    return '';
  }
}

/** Processes that carry the run's name, or are in one of its network namespaces. */
export function processesOf(runId: string, namespaces: readonly string[]): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const named = read(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')).includes(`wirelab-${runId}`);
      return named || namespaces.includes(read(() => readlinkSync(`/proc/${pid}/ns/net`)));
    })
    .map(
      (pid) =>
        `${pid} ${read(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
          .replaceAll('\0', ' ')
          .slice(0, 80)}`,
    );
}

export function groupsOf(runId: string): string[] {
  const found = spawnSync('find', ['/sys/fs/cgroup', '-type', 'd', '-name', `wirelab-${runId}`], {
    encoding: 'utf8',
  });
  return found.stdout.split('\n').filter(Boolean);
}

export function mountsOfOurs(): string[] {
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter((line) => line.includes('wirelab'));
}
