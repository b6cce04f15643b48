/** A network namespace for the links' far sides: one on this machine that ends with us, or a helper's own. */

import { createInterface } from 'node:readline';
import { EnvironmentError } from '../../core/environment-error.ts';
import type { NetworkHost } from '../network-host.ts';
import { silence } from '../node-network/setup-script.ts';

/** Says its process ID, and holds on until its standard input ends. */
const holdScript = `
${silence}\
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

/** Makes a host's own namespace fit for far sides. Throws EnvironmentError with what the shell said. */
export async function silenceNamespace(host: NetworkHost): Promise<void> {
  const { exitCode, stderr } = await host.run(['sh', '-c', silence]);
  if (exitCode !== 0)
    throw new EnvironmentError(`IPv6 can't be switched off in the ${host.description}: ${stderr.trim()}`);
}
