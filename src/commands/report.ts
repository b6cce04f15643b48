/** `wirelab report RUN`: the reports of an earlier run, made again from its event log. */

import { join } from 'node:path';
import { safeLine } from '../core/text/safe-text.ts';
import { createReporter, parseReporterOptions } from '../report/create-reporter.ts';
import { readEventLog } from '../report/event-log.ts';
import { fanOut } from '../report/fan-out.ts';
import { exitStatus } from './exit-status.ts';
import type { CommandIo } from './io.ts';

export interface ReportOptions {
  /** NAME[=FILE]; none: plain. */
  readonly reporters: readonly string[];
}

/** @returns 0 when the reports could be made, whatever the run's verdict was. */
export async function reportCommand(
  runFolder: string,
  { reporters }: ReportOptions,
  io: CommandIo,
): Promise<number> {
  const say = (message: string): void => void io.stderr.write(`wirelab: ${safeLine(message)}\n`);
  const options = parseReporterOptions(reporters.length === 0 ? ['plain'] : reporters);
  if ('problem' in options) {
    say(options.problem);
    return exitStatus.invalid;
  }
  const log = await readEventLog(join(runFolder, 'events.ndjson'));
  if ('problem' in log) {
    say(log.problem);
    return exitStatus.invalid;
  }
  if (log.truncated) say('the event log breaks off in the middle of its last line, which is left out');
  else if (log.events.at(-1)?.type !== 'run-ended')
    say("the run didn't come to its end, and neither does its log");

  let status: number = exitStatus.allHold;
  const stdout = { write: (text: string) => void io.stdout.write(text) };
  const all = fanOut(
    options.map((option) => createReporter(option, stdout, { color: false })),
    (name, error) => {
      status = exitStatus.environment;
      say(`reporter ${name}: ${error instanceof Error ? error.message : String(error)}`);
    },
  );
  for (const event of log.events) all.onEvent(event);
  await all.close();
  return status;
}
