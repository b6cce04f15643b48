/** The network namespace in which the far sides of a sandbox's devices are. */

import { EnvironmentError } from '../../core/environment-error.ts';
import { silence } from '../node-network/setup-script.ts';
import type { Holder } from './holder.ts';
import { type SetupProcess, startSetup } from './setup-process.ts';

export interface WireNamespace {
  readonly process: SetupProcess;
  /** As for setns(2). */
  readonly path: string;
}

/**
 * Ends at the end of its standard input, and the namespace with it. Constant.
 */
const script = `
${silence}\
echo "ready $$"
exec cat >/dev/null
`;

/** Throws EnvironmentError with what unshare(1) said. @param runId shown by ps(1), for people */
export async function holdWireNamespace(holder: Holder, runId: string): Promise<WireNamespace> {
  const process = startSetup([
    ...holder.enterUser,
    ...['unshare', '--net', 'sh', '-c', script, `wirelab-${runId}`],
  ]);
  const lines = await process.linesUntil((line) => line.startsWith('ready '));
  const pid = /^ready (\d+)$/.exec(lines.at(-1) ?? '')?.[1];
  if (pid === undefined) {
    const said = process.complaint() || (await process.exited);
    throw new EnvironmentError(`no network namespace can be made for the links: ${said}`, {
      remedy: '`wirelab doctor` tells what this machine allows',
    });
  }
  return { process, path: `/proc/${pid}/ns/net` };
}
