/** One run with its folder, its event log and its reporters around it. */

import { relative } from 'node:path';
import type { Lab } from '../core/lab/lab.ts';
import { safeLine } from '../core/text/safe-text.ts';
import type { ReporterOption } from '../report/create-reporter.ts';
import type { ReportSink } from '../report/reporter.ts';
import { studentReports } from '../report/student-reports.ts';
import type { LinkControls } from '../run/case-run.ts';
import { runLab } from '../run/lab-run.ts';
import { exitStatus, statusOfVerdict } from './exit-status.ts';
import type { Interruption } from './interruption.ts';
import type { CommandIo } from './io.ts';
import { record } from './recording.ts';
import { makeRunFolder } from './run-folder.ts';
import type { RunCommandOptions } from './run-options.ts';
import { makeReporters, type Terminal } from './run-reporters.ts';
import type { Backends } from './select-backends.ts';

interface RecordedRun {
  readonly lab: Lab;
  /** The LAB of the command line. */
  readonly argument: string;
  readonly options: RunCommandOptions;
  readonly reporters: readonly ReporterOption[];
  readonly terminal: Terminal;
  readonly backends: Backends;
  readonly interruption: Interruption;
  readonly stdout: ReportSink;
  readonly io: CommandIo;
}

export async function recordRun(run: RecordedRun): Promise<number> {
  const { lab, interruption } = run;
  const folder = await makeRunFolder(run.options.out, lab.name, new Date());
  let controls: LinkControls | null = null;
  const made = await makeReporters(run.reporters, run.terminal, run.stdout, (command) => {
    if (command.type === 'quit') interruption.interrupt('SIGINT');
    else controls?.(command.link, command.from, command.impairment);
  });
  const failures: string[] = [];
  const reporters = [...studentReports(folder), ...made];
  const onFailure = (what: string): void => void failures.push(what);
  try {
    const { ended } = await record({ folder, lab, reporters, onFailure }, (stream) =>
      runLab({
        lab,
        ...run.backends,
        stream,
        folder,
        withReference: null,
        submission: null,
        capture: run.options.capture === true,
        abort: interruption.signal,
        onControls: (next) => {
          controls = next;
        },
        repeatWith: repeatArguments(run),
      }),
    );
    if (ended === null) return interruption.status ?? exitStatus.environment;
    return failures.length > 0 ? exitStatus.environment : statusOfVerdict(ended.verdict);
  } finally {
    for (const failure of failures) run.io.stderr.write(`wirelab: ${safeLine(failure)}\n`);
    if (interruption.status !== null || run.reporters.every(({ name }) => name === 'json'))
      run.io.stderr.write(`Results: ${relative(process.cwd(), folder) || '.'}\n`);
  }
}

function repeatArguments({ argument, options }: RecordedRun): string[] {
  return [
    'run',
    argument,
    ...options.set.flatMap((change) => ['--set', change]),
    ...(options.time === undefined ? [] : ['--time', options.time]),
  ];
}
