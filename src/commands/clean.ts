/** `wirelab clean`: removes what killed runs left behind, by their ledgers and labels, and nothing else. */

import { EnvironmentError } from '../core/environment-error.ts';
import { connectEngine } from '../runtime/docker/engine/connect.ts';
import type { Engine, EngineReapReport } from '../runtime/docker/engine/engine.ts';
import { reapStale } from '../runtime/ledger/reap.ts';
import { openStateFolder } from '../runtime/ledger/state-folder.ts';
import { removeGroup } from '../runtime/namespaces/cgroup.ts';
import { exitStatus } from './exit-status.ts';
import type { CommandIo } from './io.ts';

export interface CleanOptions {
  /** Also what runs of other machines left in the container engine: it can't be told whether they still run. */
  readonly elsewhere?: boolean;
}

export async function cleanCommand(options: CleanOptions, io: CommandIo): Promise<number> {
  const [here, inEngine] = await Promise.all([
    reapStale(openStateFolder(), removeGroup),
    reapEngine(options.elsewhere === true),
  ]);
  const removed = [...here.removed, ...inEngine.removed];
  const stuck = [...here.stuck, ...inEngine.stuck];
  for (const { run, resources } of removed) {
    io.stdout.write(
      `${run}: ${resources.length === 0 ? 'nothing was left but its ledger' : `removed ${resources.join(', ')}`}\n`,
    );
  }
  for (const { run, resources } of stuck) {
    io.stdout.write(`${run}: still there, for something uses it: ${resources.join(', ')}\n`);
  }
  for (const { run, resources } of inEngine.elsewhere) {
    io.stdout.write(
      `${run}: left alone, for it is another machine's and may still run: ${resources.join(', ')}\n`,
    );
  }
  if (inEngine.elsewhere.length > 0)
    io.stdout.write('Where none of them runs any more, `wirelab clean --elsewhere` removes them.\n');
  if (removed.length === 0 && stuck.length === 0) io.stdout.write('No run has left anything behind.\n');
  return stuck.length === 0 ? exitStatus.allHold : exitStatus.environment;
}

/** Where there is no container engine, no run has left anything in one. */
async function reapEngine(elsewhere: boolean): Promise<EngineReapReport> {
  let engine: Engine;
  try {
    engine = await connectEngine();
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return { removed: [], stuck: [], elsewhere: [] };
  }
  try {
    return await engine.reapDeadRuns({ elsewhere });
  } finally {
    engine.close();
  }
}
