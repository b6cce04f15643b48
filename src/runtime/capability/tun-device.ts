/** /dev/net/tun, by which a link's end is taken over. */

import { closeSync, openSync } from 'node:fs';
import type { Finding } from './finding.ts';

const path = '/dev/net/tun';

/** Opens it, which changes nothing. */
export function tunFinding(): Finding {
  try {
    closeSync(openSync(path, 'r+'));
    return { subject: 'TAP devices', state: 'good', text: `${path} can be opened`, remedy: null };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return {
      subject: 'TAP devices',
      state: 'missing',
      text: `${path} can't be opened: ${code}`,
      remedy: remedyFor(code ?? ''),
    };
  }
}

export function remedyFor(code: string): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `\`sudo chmod 0666 ${path}\` (it gives nobody power over a network that isn't theirs), or run as root; in a container: \`--device ${path}\``;
    case 'ENOENT':
      return `\`sudo modprobe tun\`, or \`sudo mkdir -p /dev/net && sudo mknod ${path} c 10 200\`; in a container: \`--device ${path}\``;
    default:
      return `\`sudo modprobe tun\`; the kernel needs CONFIG_TUN`;
  }
}
