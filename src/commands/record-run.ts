/** One run with its folder, its event log and its reporters around it. */

import { join, relative } from 'node:path';
import { stringify } from 'yaml';
import type { Lab } from '../core/lab/lab.ts';
import { foldResult } from '../core/result/result.ts';
import { safeLine } from '../core/text/safe-text.ts';
import type { ReporterOption } from '../report/create-reporter.ts';
import { eventLogWriter } from '../report/event-log-writer.ts';
import { fanOut } from '../report/fan-out.ts';
import { formatResult } from '../report/json.ts';
import type { ReportSink } from '../report/reporter.ts';
import { studentReports } from '../report/student-reports.ts';
import { writeWhole } from '../report/write-file.ts';
import type { LinkControls } from '../run/case-run.ts';
import { EventStream } from '../run/event-stream.ts';
import { runLab } from '../run/lab-run.ts';
import { exitStatus, statusOfVerdict } from './exit-status.ts';
import type { Interruption } from './interruption.ts';
import type { CommandIo } from './io.ts';
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

const resolvedHeader = `# The lab as it was run: cases merged, addresses given, quantities in the units that the names say.
# A record, not a lab file: to run the lab again use its own file with the seed below.
`;

export async function recordRun(run: RecordedRun): Promise<number> {
  const { lab, interruption } = run;
  const folder = await makeRunFolder(run.options.out, lab.name, new Date());
  await writeWhole(join(folder, 'lab.yaml'), `${resolvedHeader}${stringify(lab)}`);
  let controls: LinkControls | null = null;
  const made = await makeReporters(run.reporters, run.terminal, run.stdout, (command) => {
    if (command.type === 'quit') interruption.interrupt('SIGINT');
    else controls?.(command.link, command.from, command.impairment);
  });
  const failures: string[] = [];
  const log = { name: 'events.ndjson', reporter: eventLogWriter(join(folder, 'events.ndjson')) };
  const all = fanOut([log, ...studentReports(folder), ...made], (name, error) => {
    failures.push(`reporter ${name}: ${error instanceof Error ? error.message : String(error)}`);
  });
  const stream = new EventStream();
  stream.subscribe((event) => all.onEvent(event));
  try {
    const ended = await runLab({
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
    });
    await writeWhole(join(folder, 'result.json'), formatResult(foldResult(stream.events)));
    if (ended === null) return interruption.status ?? exitStatus.environment;
    return failures.length > 0 ? exitStatus.environment : statusOfVerdict(ended.verdict);
  } finally {
    await all.close();
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
