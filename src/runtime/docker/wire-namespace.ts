/** A network namespace on this machine that ends with us. */

import { createInterface } from 'node:readline';
import { EnvironmentError } from '../../core/environment-error.ts';
import type { NetworkHost } from '../network-host.ts';

/** Says its process ID, and holds on until its standard input ends. */
const holdScript = `
for setting in default all; do
  [ ! -e /proc/sys/net/ipv6 ] || echo 1 >/proc/sys/net/ipv6/conf/$setting/disable_ipv6 || exit 1
done
echo "$$"
exec cat
`;

/** Its path, as for setns(2). Throws EnvironmentError with what unshare(1) said. */
export async function holdWireNamespace(host: NetworkHost): Promise<string> {
  const holder = host.spawn(['unshare', '--net', 'sh', '-c', holdScript, 'wirelab-wire']);
  let complaint = '';
  holder.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const pid = await new Promise<string | null>((resolve) => {
    if (holder.stdout !== null) createInterface({ input: holder.stdout }).once('line', resolve);
    holder.once('close', () => resolve(null));
    holder.once('error', (error) => {
      complaint ||= error.message;
      resolve(null);
    });
  });
  if (pid === null) {
    throw new EnvironmentError(`the links' network namespace can't be made: ${complaint.trim()}`, {
      remedy: '`wirelab doctor` tells what this machine allows',
    });
  }
  return `/proc/${pid}/ns/net`;
}
