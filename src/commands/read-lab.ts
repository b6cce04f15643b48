/** LAB of the command line -> a lab, or all that is wrong with it on standard error. */

import { formatDiagnostics } from '../core/diagnostic/diagnostic.ts';
import type { Lab } from '../core/lab/lab.ts';
import { duration, parseQuantity } from '../core/lab-file/quantity.ts';
import { safeLine } from '../core/text/safe-text.ts';
import { loadLab } from '../lab-source/lab-source.ts';
import type { CommandIo } from './io.ts';
import type { RunCommandOptions } from './run-options.ts';

export type LabOptions = Partial<Pick<RunCommandOptions, 'emulator' | 'seed' | 'set' | 'time'>> & {
  /** Also warn of what makes verdicts flaky. */
  readonly strict?: boolean;
};

/** @returns null when it can't be run; warnings alone don't stop it */
export function readLab(argument: string, options: LabOptions, io: CommandIo): Lab | null {
  const timeLimitMs = options.time === undefined ? null : parseQuantity(options.time, duration);
  if (timeLimitMs !== null && !timeLimitMs.ok) {
    io.stderr.write(
      `wirelab: --time ${safeLine(options.time ?? '')}: ${safeLine(timeLimitMs.error.message)}\n`,
    );
    return null;
  }
  const { lab, diagnostics, sources } = loadLab(argument, {
    overrides: options.set ?? [],
    seed: options.seed ?? null,
    timeLimitMs: timeLimitMs?.value ?? null,
    emulator: options.emulator ?? 'auto',
    strict: options.strict ?? false,
  });
  if (diagnostics.length > 0) io.stderr.write(`${formatDiagnostics(diagnostics, sources)}\n`);
  return lab;
}
