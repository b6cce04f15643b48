/** `wirelab run LAB...` */

import pLimit from 'p-limit';
import { safeLine } from '../core/text/safe-text.ts';
import type { ReporterOption } from '../report/create-reporter.ts';
import { descriptorSink } from '../report/descriptor-sink.ts';
import { combineStatuses, exitStatus } from './exit-status.ts';
import { Interruption } from './interruption.ts';
import type { CommandIo } from './io.ts';
import { recordRun } from './record-run.ts';
import type { RunCommandOptions } from './run-options.ts';
import { chooseReporters, describeTerminal, type Terminal } from './run-reporters.ts';
import { readRunnableLab } from './runnable-lab.ts';
import { BackendSelection } from './select-backends.ts';

interface Setting {
  readonly options: RunCommandOptions;
  readonly reporters: readonly ReporterOption[];
  readonly terminal: Terminal;
  readonly selection: BackendSelection;
  readonly interruption: Interruption;
  readonly io: CommandIo;
}

export async function runCommand(
  labs: readonly string[],
  options: RunCommandOptions,
  io: CommandIo,
): Promise<number> {
  const terminal = describeTerminal(process.stdout, process.env);
  const atOnce = Math.min(options.jobs, labs.length);
  const reporters = chooseReporters(options.reporter, terminal, { count: labs.length, atOnce });
  if ('problem' in reporters) {
    io.stderr.write(`wirelab: ${safeLine(reporters.problem)}\n`);
    return exitStatus.invalid;
  }
  using interruption = new Interruption();
  await using selection = new BackendSelection(options);
  selection.prepare();
  const setting = { options, reporters, terminal, selection, interruption, io };
  const limit = pLimit(atOnce);
  const statuses = await Promise.all(labs.map((lab) => limit(() => runOne(lab, setting, atOnce > 1))));
  return interruption.status ?? combineStatuses(statuses);
}

async function runOne(argument: string, setting: Setting, buffered: boolean): Promise<number> {
  const { options, interruption, io } = setting;
  if (interruption.signal.aborted) return exitStatus.allHold;
  const lab = readRunnableLab(argument, options, io, 'run');
  if (typeof lab === 'number') return lab;
  const backends = await setting.selection.choose(lab);
  const pieces: string[] = [];
  const sink = buffered ? { write: (text: string) => void pieces.push(text) } : descriptorSink(1);
  const status = await recordRun({ ...setting, backends, lab, argument, stdout: sink });
  if ('flush' in sink) await sink.flush();
  else io.stdout.write(pieces.join(''));
  return status;
}
