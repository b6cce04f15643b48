/** Is the process at the other end of a Unix socket one of those that we see? */

import { readdir, readFile, readlink, realpath } from 'node:fs/promises';

/**
 * Looks for a process in /proc that holds a socket listening at the path. What other users' processes hold only
 * root may see: for others the socket alone decides. In a container with the socket mounted it is false: the
 * socket listens in another network namespace.
 */
export async function listensHere(path: string): Promise<boolean> {
  const inodes = await listeningInodes(path);
  if (inodes.size === 0) return false;
  if (process.getuid?.() !== 0) return true;
  for (const pid of await readdir('/proc')) {
    if (/^\d+$/.test(pid) && (await holdsSocket(pid, inodes))) return true;
  }
  return false;
}

/** From /proc/net/unix: Num RefCount Protocol Flags Type St Inode Path (proc_pid_net(5)). */
async function listeningInodes(path: string): Promise<Set<string>> {
  const wanted = await realPath(path);
  const inodes = new Set<string>();
  for (const line of (await readFile('/proc/net/unix', 'utf8')).split('\n')) {
    const [, , , flags, , , inode, bound] = line.split(/\s+/);
    const isListening = (Number.parseInt(flags ?? '', 16) & 0x1_0000) !== 0;
    if (!isListening || inode === undefined || bound === undefined) continue;
    if (bound === path || (await realPath(bound)) === wanted) inodes.add(inode);
  }
  return inodes;
}

async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    return path;
  }
}

async function holdsSocket(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  try {
    const descriptors = await readdir(`/proc/${pid}/fd`);
    const targets = await Promise.all(
      descriptors.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')),
    );
    return targets.some((target) => inodes.has(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? ''));
  } catch {
    return false;
  }
}
