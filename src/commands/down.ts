/** `wirelab down [LAB...]`: asks those who keep labs up to end them, and waits until all is gone. */

import { setTimeout as pause } from 'node:timers/promises';
import { isAlive } from '../runtime/ledger/process-identity.ts';
import { reapStale } from '../runtime/ledger/reap.ts';
import { openStateFolder } from '../runtime/ledger/state-folder.ts';
import { listUpLabs, type UpLab } from '../runtime/ledger/up-register.ts';
import { removeGroup } from '../runtime/namespaces/cgroup.ts';
import { combineStatuses, exitStatus } from './exit-status.ts';
import type { CommandIo } from './io.ts';
import { findUpLab } from './up-lab.ts';

export interface DownOptions {
  readonly all?: boolean;
}

const lookMs = 20;
/** What takes longer hangs in the kernel, or in the container engine. */
const patienceMs = 60_000;

export async function downCommand(
  names: readonly string[],
  { all }: DownOptions,
  io: CommandIo,
): Promise<number> {
  const stateFolder = openStateFolder();
  const up = listUpLabs(stateFolder);
  if (up.length === 0) {
    io.stdout.write('No lab is up.\n');
    return exitStatus.allHold;
  }
  const wanted: UpLab[] = [];
  for (const name of all === true ? up.map(({ lab }) => lab) : names.length === 0 ? [null] : names) {
    const found = findUpLab(name, up, 'name them, or say --all');
    if ('problem' in found) {
      io.stderr.write(`wirelab: ${found.problem}\n`);
      return exitStatus.invalid;
    }
    wanted.push(found);
  }
  const statuses = await Promise.all([...new Set(wanted)].map((lab) => end(lab, io)));
  // Where an owner ended in haste, for it was asked twice.
  await reapStale(stateFolder, removeGroup);
  return combineStatuses(statuses);
}

async function end({ lab, owner }: UpLab, io: CommandIo): Promise<number> {
  try {
    if (isAlive(owner)) process.kill(owner.pid, 'SIGTERM');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
  const deadline = performance.now() + patienceMs;
  while (isAlive(owner)) {
    if (performance.now() > deadline) {
      io.stderr.write(`wirelab: ${lab} has not ended after ${patienceMs / 1000} s: process ${owner.pid}\n`);
      return exitStatus.environment;
    }
    await pause(lookMs);
  }
  io.stdout.write(`${lab} is down.\n`);
  return exitStatus.allHold;
}
