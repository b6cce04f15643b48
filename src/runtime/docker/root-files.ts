/**
 * A container's home, and its /etc/hosts and /etc/resolv.conf. Where the engine has no network to give it writes neither, and the
 * root may be read-only, so ours are put over what is there, from outside.
 */

import { EnvironmentError } from '../../core/environment-error.ts';
import type { NodePlan } from '../../core/plan/plan.ts';
import type { NetworkHost } from '../network-host.ts';
import { busybox } from './node-container.ts';

const loopbackNames = '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost\n';
/** Names are in /etc/hosts; whoever asks a name server all the same is refused at once. */
const noNameServer = 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n';

/** Constant; parameters: the home's owner, then pairs of a file's name in /etc and its text. */
const script = `
umask 022
# Whatever mode the folder has in the image: runc would have it so.
${busybox} chown "$1" /home/lab && ${busybox} chmod 755 /home/lab || exit 1
shift
while [ $# -gt 0 ]; do
  printf '%s' "$2" >"/run/$1" || exit 1
  [ -e "/etc/$1" ] || : >"/etc/$1" || exit 1
  ${busybox} mount --bind "/run/$1" "/etc/$1" || exit 1
  shift 2
done
`;

/**
 * @param pid of the container's main process
 * @param user uid:gid of its programs
 * Throws EnvironmentError with what mount(8) said.
 */
export async function furnishRoot(
  host: NetworkHost,
  pid: number,
  plan: NodePlan,
  user: string,
): Promise<void> {
  const names = plan.hosts.map(([address, name]) => `${address}\t${name}\n`).join('') + loopbackNames;
  const { exitCode, stderr } = await host.run([
    ...[
      'nsenter',
      '--target',
      String(pid),
      '--mount',
      '--',
      busybox,
      'sh',
      '-c',
      script,
      'wirelab-root',
      user,
    ],
    ...['hosts', names],
    // The engine's own name server knows the outside.
    ...(plan.spec.internet ? [] : ['resolv.conf', noNameServer]),
  ]);
  if (exitCode === 0) return;
  throw new EnvironmentError(`node ${plan.spec.name} can't be made, furnishing its root: ${stderr.trim()}`);
}
