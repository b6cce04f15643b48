/** Starts Wirelab's own processes beside the nodes. */

import { type ChildProcess, spawn } from 'node:child_process';
import type { PrivilegedOptions } from '../runtime.ts';
import { toolEnvironment } from './setup-process.ts';

/** @param enter argv that gives privilege over the nodes' networks; empty for root */
export function spawnOwn(
  enter: readonly string[],
  argv: readonly string[],
  options: PrivilegedOptions = {},
): ChildProcess {
  const [file = '', ...args] = [...enter, ...argv];
  return spawn(file, args, {
    stdio: options.stdio ? [...options.stdio] : 'pipe',
    // A Ctrl-C in the terminal is for us to act on; our end of their standard input is their lifeline.
    detached: true,
    env: { ...process.env, PATH: `${process.env.PATH ?? ''}:${toolEnvironment.PATH}` },
  });
}
