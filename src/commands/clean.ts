/** `wirelab clean`: removes what killed runs left behind, by their ledgers, and nothing else. */

import { reapStale } from '../runtime/ledger/reap.ts';
import { openStateFolder } from '../runtime/ledger/state-folder.ts';
import { removeGroup } from '../runtime/namespaces/cgroup.ts';
import { exitStatus } from './exit-status.ts';
import type { CommandIo } from './io.ts';

export async function cleanCommand(io: CommandIo): Promise<number> {
  const { removed, stuck } = await reapStale(openStateFolder(), removeGroup);
  for (const { run, resources } of removed) {
    io.stdout.write(
      `${run}: ${resources.length === 0 ? 'nothing was left but its ledger' : `removed ${resources.join(', ')}`}\n`,
    );
  }
  for (const { run, resources } of stuck) {
    io.stdout.write(`${run}: still there, for something uses it: ${resources.join(', ')}\n`);
  }
  if (removed.length === 0 && stuck.length === 0) io.stdout.write('No run has left anything behind.\n');
  return stuck.length === 0 ? exitStatus.allHold : exitStatus.environment;
}
