/** `wirelab clean`: removes what killed runs left behind, by their ledgers and labels, and nothing else. */

import { EnvironmentError } from '../core/environment-error.ts';
import { isEngineNamed } from '../runtime/docker/engine/address.ts';
import { connectEngine } from '../runtime/docker/engine/connect.ts';
import type { Engine, EngineReapReport } from '../runtime/docker/engine/engine.ts';
import { isAbsent } from '../runtime/docker/engine/failure.ts';
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
  const { unseen } = inEngine;
  if (unseen !== null) io.stderr.write(`wirelab: no engine was searched for what runs left: ${unseen}\n`);
  else if (removed.length === 0 && stuck.length === 0 && inEngine.elsewhere.length === 0)
    io.stdout.write('No run has left anything behind.\n');
  const isMissed = unseen !== null && isEngineNamed(process.env);
  return stuck.length === 0 && !isMissed ? exitStatus.allHold : exitStatus.environment;
}

interface EngineSearch extends EngineReapReport {
  /** Why an engine that seems to be there was not looked at; null where it was, or where there is none. */
  readonly unseen: string | null;
}

async function reapEngine(elsewhere: boolean): Promise<EngineSearch> {
  let engine: Engine;
  try {
    engine = await connectEngine();
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    const isNone = isAbsent(error) && !isEngineNamed(process.env);
    return { removed: [], stuck: [], elsewhere: [], unseen: isNone ? null : error.message };
  }
  try {
    return { ...(await engine.reapDeadRuns({ elsewhere })), unseen: null };
  } finally {
    engine.close();
  }
}
