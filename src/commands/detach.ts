/** `wirelab up --detach`: the same command once more, in the background. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { identify } from '../runtime/ledger/process-identity.ts';
import { listUpLabs, upLogFile } from '../runtime/ledger/up-register.ts';
import { exitStatus } from './exit-status.ts';
import { Interruption } from './interruption.ts';
import type { CommandIo } from './io.ts';

const lookMs = 20;

/** Returns when the lab can be entered; or with the status with which it couldn't be brought up. */
export async function detach(lab: string, stateFolder: string, io: CommandIo): Promise<number> {
  const self = identify(process.pid);
  if (self === null) throw new TypeError('/proc shows no process of our own');
  // A process has a name only once there is one.
  const newLog = upLogFile(stateFolder, lab, self);
  using interruption = new Interruption();
  const descriptor = openSync(newLog, 'wx', 0o600);
  // Whoever keeps the lab up removes the log at the end, also before we have read it.
  const reader = openSync(newLog, 'r');
  const [entry = '', ...args] = process.argv.slice(1);
  const child = spawn(
    process.execPath,
    [...process.execArgv, entry, ...args.filter((word) => word !== '--detach' && word !== '-d')],
    { detached: true, stdio: ['ignore', descriptor, descriptor] },
  );
  closeSync(descriptor);
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const owner = child.pid === undefined ? null : identify(child.pid);
  const log = owner === null ? newLog : upLogFile(stateFolder, lab, owner);
  renameSync(newLog, log);
  const isReady = () =>
    listUpLabs(stateFolder).some((entry) => entry.owner.pid === child.pid && entry.state === 'up');
  interruption.signal.addEventListener('abort', () => child.kill('SIGTERM'));
  for (;;) {
    const status = await Promise.race([ended, pause(lookMs)]);
    // Interrupted, it is told to end: then that is to be waited for.
    if (status === undefined && (interruption.status !== null || !isReady())) continue;
    const said = readFileSync(reader, 'utf8');
    closeSync(reader);
    if (status === undefined) {
      io.stdout.write(said);
      io.stdout.write(`In the background, as process ${child.pid}; what it says is in ${log}\n`);
      child.unref();
      return exitStatus.allHold;
    }
    io.stderr.write(said);
    rmSync(log, { force: true });
    return interruption.status ?? status[0] ?? exitStatus.environment;
  }
}
