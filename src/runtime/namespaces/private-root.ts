/**
 * What a program sees of this machine's files: /usr and the public parts of /etc, read-only, and nothing
 * else. One template for all nodes of a sandbox; each node's own places are mounted over it.
 */

import { existsSync, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type Mount, readOnlyBindOptions } from './mount-table.ts';

/** The template is built here, in a mount namespace of its own, and becomes the root. */
export const buildingSite = '/sys';

const topLevel = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];

const publicEtc = [
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'alternatives',
  'ssl/certs',
  'ssl/openssl.cnf',
  'ca-certificates.conf',
  'localtime',
  'timezone',
  'services',
  'protocols',
  'mime.types',
  'bash.bashrc',
  'profile',
  'inputrc',
  'terminfo',
];
/** Java's and Python's, which carry a version in their names. */
const publicEtcPatterns = [/^java/, /^jvm/, /^python/, /^ld-musl-.*\.path$/];

const devices = ['null', 'zero', 'full', 'random', 'urandom', 'net/tun'];

export interface PrivateRoot {
  readonly folders: readonly string[];
  readonly files: readonly string[];
  /** Symlinks at the top of this machine's tree, taken over as they are: /bin to usr/bin, say. */
  readonly links: readonly string[];
  /** The same in /dev: fd, stdin and the like, which lead into /proc. */
  readonly deviceLinks: readonly string[];
  /** fstab(5) of the template, relative to the building site. */
  readonly fstab: string;
}

const tmpfs = (size: string, inodes: number) => `rw,nosuid,nodev,mode=1777,size=${size},nr_inodes=${inodes}`;

/** fstab(5) of what each node has of its own. */
export const nodeFstab = [
  // Not named proc: mount would take it for the one beneath, which a user namespace must have seen.
  'node /proc proc nosuid,nodev,noexec,hidepid=2',
  '/proc/sys /proc/sys none bind,ro,nosuid,nodev,noexec',
  `tmpfs /tmp tmpfs ${tmpfs('128m', 10_000)}`,
  `tmpfs /home/lab tmpfs ${tmpfs('128m', 10_000)}`,
  `tmpfs /dev/shm tmpfs ${tmpfs('64m', 1000)}`,
  'tmpfs /run tmpfs rw,nosuid,nodev,noexec,mode=755,size=4m,nr_inodes=100',
  // Anybody may take over an ownerless TAP who may open this.
  '/dev/null /dev/net/tun none bind',
]
  .map((line) => `${line} 0 0\n`)
  .join('');

const fstabField = (path: string) =>
  path.replace(/[\s\\#]/g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`);

function etcEntries(): string[] {
  const byPattern = existsSync('/etc')
    ? readdirSync('/etc').filter((name) => publicEtcPatterns.some((pattern) => pattern.test(name)))
    : [];
  return [...publicEtc, ...byPattern].map((name) => join('/etc', name)).filter((path) => existsSync(path));
}

export function planPrivateRoot(mounts: readonly Mount[]): PrivateRoot {
  const folders = ['.host', 'etc', 'dev/shm', 'tmp', 'run', 'home/lab', 'lab'];
  const files: string[] = [];
  const links: string[] = [];
  const binds: string[] = [];
  const show = (path: string, options: string) => {
    const target = path.slice(1);
    const source = realpathSync(path);
    if (lstatSync(source).isDirectory()) folders.push(target);
    else {
      const parent = target.split('/').slice(0, -1).join('/');
      if (parent !== '') folders.push(parent);
      files.push(target);
    }
    binds.push(`${fstabField(source)} ${fstabField(join(buildingSite, target))} none ${options} 0 0\n`);
  };
  for (const path of topLevel) {
    if (!existsSync(path)) continue;
    if (lstatSync(path).isSymbolicLink()) links.push(path);
    else show(path, `rbind,${readOnlyBindOptions(path, mounts)}`);
  }
  for (const path of etcEntries()) show(path, `bind,${readOnlyBindOptions(realpathSync(path), mounts)}`);
  // For the making of nodes; each mounts its own over it.
  show('/proc', 'rbind');
  for (const name of devices) show(`/dev/${name}`, 'bind');
  const deviceLinks = ['fd', 'stdin', 'stdout', 'stderr']
    .map((name) => `/dev/${name}`)
    .filter((path) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink());
  return { folders: [...new Set(folders)], files, links, deviceLinks, fstab: binds.join('') };
}
