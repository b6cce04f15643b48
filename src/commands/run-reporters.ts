/** Which reporters a run has, and where what they write goes. */

import {
  createReporter,
  parseReporterOptions,
  type ReporterOption,
  reporterNames,
} from '../report/create-reporter.ts';
import type { NamedReporter } from '../report/fan-out.ts';
import type { ReportSink } from '../report/reporter.ts';
import type { LiveCommand } from '../tui/live-view.tsx';

export interface Terminal {
  /** Standard output is a terminal that can move its cursor, and a person watches it. */
  readonly isLive: boolean;
  readonly color: boolean;
}

export function describeTerminal(stdout: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Terminal {
  const isTerminal = stdout.isTTY === true;
  const isCi = env.CI !== undefined && env.CI !== '' && env.CI !== 'false';
  return {
    isLive: isTerminal && env.TERM !== 'dumb' && !isCi,
    color: isTerminal && env.TERM !== 'dumb' && !env.NO_COLOR,
  };
}

/** @returns the options, or what is wrong with them */
export function chooseReporters(
  asked: readonly string[],
  terminal: Terminal,
  labs: { readonly count: number; readonly atOnce: number },
): readonly ReporterOption[] | { readonly problem: string } {
  const live = terminal.isLive && labs.atOnce === 1;
  const options = parseReporterOptions(asked.length === 0 ? [live ? 'tui' : 'plain'] : asked, [
    'tui',
    ...reporterNames,
  ]);
  if ('problem' in options) return options;
  if (options.some(({ name }) => name === 'tui') && !live) {
    return {
      problem: terminal.isLive
        ? 'the live view shows one lab at a time: leave out --jobs, or use --reporter plain'
        : 'the live view needs a terminal on standard output: use --reporter plain',
    };
  }
  const toFile = options.find(({ file }) => file !== null);
  if (toFile !== undefined && labs.count > 1) {
    return {
      problem: `--reporter ${toFile.name}=${toFile.file} would be overwritten by each of ${labs.count} labs: each run's folder has its events, and wirelab report makes reports of them`,
    };
  }
  return options;
}

/** @param onCommand what keys in the live view ask for */
export async function makeReporters(
  options: readonly ReporterOption[],
  terminal: Terminal,
  stdout: ReportSink,
  onCommand: (command: LiveCommand) => void,
): Promise<NamedReporter[]> {
  return Promise.all(
    options.map(async (option): Promise<NamedReporter> => {
      if (option.name !== 'tui') return createReporter(option, stdout, { color: terminal.color });
      // React would otherwise be its development build, which costs more for every frame.
      process.env.NODE_ENV ??= 'production';
      const { createLiveView } = await import('../tui/live-view.tsx');
      const { stdout: screen, stdin } = process;
      const reporter = createLiveView({ stdout: screen, stdin, color: terminal.color, onCommand });
      return { name: 'tui', reporter };
    }),
  );
}
