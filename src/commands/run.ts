/** `wirelab run LAB...` */

import pLimit from 'p-limit';
import { dockerNeeds } from '../core/backend/docker-needs.ts';
import type { Lab } from '../core/lab/lab.ts';
import { unsupportedKeys } from '../core/lab-file/unsupported.ts';
import { safeLine } from '../core/text/safe-text.ts';
import type { ReporterOption } from '../report/create-reporter.ts';
import { descriptorSink } from '../report/descriptor-sink.ts';
import { combineStatuses, exitStatus } from './exit-status.ts';
import { Interruption } from './interruption.ts';
import type { CommandIo } from './io.ts';
import { readLab } from './read-lab.ts';
import { recordRun } from './record-run.ts';
import type { RunCommandOptions } from './run-options.ts';
import { chooseReporters, describeTerminal, type Terminal } from './run-reporters.ts';
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
  const lab = readLab(argument, options, io);
  if (lab === null) return exitStatus.invalid;
  const selected = selectCases(lab, options.case);
  if ('problem' in selected) {
    io.stderr.write(`wirelab: ${safeLine(selected.problem)}\n`);
    return exitStatus.invalid;
  }
  const refused = unsupportedKeys(selected);
  if (refused.length > 0) {
    for (const { key, where } of refused) {
      io.stderr.write(`wirelab: ${argument}: this version can't run \`${key}\` (${where})\n`);
    }
    return exitStatus.environment;
  }
  const needs = options.runtime === 'namespaces' ? dockerNeeds(selected) : [];
  if (needs.length > 0) {
    for (const need of needs) {
      io.stderr.write(`wirelab: ${argument}: ${safeLine(need)}: use --runtime docker\n`);
    }
    return exitStatus.environment;
  }
  const backends = setting.selection.choose(selected);
  const pieces: string[] = [];
  const sink = buffered ? { write: (text: string) => void pieces.push(text) } : descriptorSink(1);
  const status = await recordRun({ ...setting, backends, lab: selected, argument, stdout: sink });
  if ('flush' in sink) await sink.flush();
  else io.stdout.write(pieces.join(''));
  return status;
}

function selectCases(lab: Lab, names: readonly string[]): Lab | { readonly problem: string } {
  if (names.length === 0) return lab;
  const unknown = names.find((name) => !lab.cases.some((candidate) => candidate.name === name));
  if (unknown !== undefined) {
    const known = lab.cases.map(({ name }) => JSON.stringify(name)).join(', ');
    return { problem: `${lab.name} has no case ${JSON.stringify(unknown)}; it has ${known}` };
  }
  return { ...lab, cases: lab.cases.filter(({ name }) => names.includes(name)) };
}
