/** The mounts of this process, from /proc/self/mountinfo: proc_pid_mountinfo(5). */

import { readFileSync } from 'node:fs';

export interface Mount {
  readonly mountPoint: string;
  readonly options: readonly string[];
  readonly type: string;
  readonly superOptions: readonly string[];
}

const octal = (text: string) =>
  text.replace(/\\([0-7]{3})/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 8)));

export function parseMountInfo(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [front, back] = line.split(' - ');
    const [, , , , mountPoint, options] = front?.split(' ') ?? [];
    const [type, , superOptions] = back?.split(' ') ?? [];
    if (mountPoint === undefined || options === undefined || type === undefined) return [];
    return [
      {
        mountPoint: octal(mountPoint),
        options: options.split(','),
        type,
        superOptions: superOptions?.split(',') ?? [],
      },
    ];
  });
}

export function readMounts(): Mount[] {
  return parseMountInfo(readFileSync('/proc/self/mountinfo', 'utf8'));
}

/**
 * Options for showing a folder read-only elsewhere. Those that its mount has must be kept: in a user
 * namespace the kernel refuses to drop them (mount_namespaces(7), "Restrictions on mount namespaces").
 */
export function readOnlyBindOptions(path: string, mounts: readonly Mount[]): string {
  const holding = mounts.reduce<Mount | null>((best, mount) => {
    const holds = path === mount.mountPoint || path.startsWith(mount.mountPoint.replace(/\/?$/, '/'));
    // Of several at one place the last is the one that is seen.
    return holds && mount.mountPoint.length >= (best?.mountPoint.length ?? 0) ? mount : best;
  }, null);
  const noexec = holding?.options.includes('noexec') ? ',noexec' : '';
  return `ro,nosuid,nodev${noexec}`;
}
