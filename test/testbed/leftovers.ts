import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

function argumentsOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** What there is of an owned folder: itself, processes and mounts that name it, control groups named like it. */
export function leftovers(folder: string): string[] {
  const name = folder.slice(folder.lastIndexOf('/') + 1);
  const processes = readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .map(argumentsOf)
    .filter((line) => line.includes(name));
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  const groups = spawnSync('find', ['/sys/fs/cgroup', '-type', 'd', '-name', name], { encoding: 'utf8' });
  return [
    ...(existsSync(folder) ? [folder] : []),
    ...processes,
    ...mounts.filter((line) => line.includes(name)),
    ...groups.stdout.split('\n').filter(Boolean),
  ];
}
