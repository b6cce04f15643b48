/** Reporters by name, and the `--reporter NAME[=FILE]` option. */

import type { NamedReporter } from './fan-out.ts';
import { jsonReporter } from './json.ts';
import { plainReporter } from './plain.ts';
import type { Reporter, ReportSink } from './reporter.ts';
import { writeWhole } from './write-file.ts';

export interface ReporterOption {
  readonly name: string;
  /** null: standard output. */
  readonly file: string | null;
}

export interface OptionProblem {
  readonly problem: string;
}

interface MakeOptions {
  readonly color: boolean;
}

const makers: Readonly<Record<string, (sink: ReportSink, options: MakeOptions) => Reporter>> = {
  plain: plainReporter,
  json: jsonReporter,
};

/** Those that make text from events; the live view needs a terminal and is made by who has one. */
export const reporterNames: readonly string[] = Object.keys(makers);

/**
 * @param names those that may be asked for: `reporterNames`, and `tui` where there is a live view.
 * @returns a problem for an unknown name, an empty file name, one file twice, or two reporters that
 * would mix their text on standard output.
 */
export function parseReporterOptions(
  texts: readonly string[],
  names: readonly string[] = reporterNames,
): readonly ReporterOption[] | OptionProblem {
  const options: ReporterOption[] = [];
  for (const text of texts) {
    const option = parseReporterOption(text, names);
    if ('problem' in option) return option;
    const other = options.find(({ file }) => file === option.file);
    if (other !== undefined) {
      const where = option.file ?? 'standard output';
      const remedy = `give one of them another file, as in --reporter ${option.name}=FILE`;
      return { problem: `reporters ${other.name} and ${option.name} both write to ${where}: ${remedy}` };
    }
    options.push(option);
  }
  return options;
}

function parseReporterOption(text: string, names: readonly string[]): ReporterOption | OptionProblem {
  const equals = text.indexOf('=');
  const name = equals === -1 ? text : text.slice(0, equals);
  const file = equals === -1 ? null : text.slice(equals + 1);
  if (!names.includes(name)) {
    return { problem: `there is no reporter ${JSON.stringify(name)}; there are ${names.join(', ')}` };
  }
  if (file === '')
    return { problem: `--reporter ${name}= names no file; leave out the = for standard output` };
  if (file !== null && !reporterNames.includes(name)) {
    return { problem: `reporter ${name} needs a terminal and can't write to a file` };
  }
  return { name, file };
}

/**
 * A reporter that writes to its option's file, whole at its end (or not at all if it failed), or to
 * standard output. `color` is for standard output only.
 */
export function createReporter(
  option: ReporterOption,
  stdout: ReportSink,
  { color }: MakeOptions,
): NamedReporter {
  const make = Object.hasOwn(makers, option.name) ? makers[option.name] : undefined;
  if (make === undefined) throw new TypeError(`${option.name} is made elsewhere`);
  if (option.file === null) return { name: option.name, reporter: make(stdout, { color }) };
  return { name: `${option.name}=${option.file}`, reporter: fileReporter(option.file, make) };
}

function fileReporter(file: string, make: (sink: ReportSink, options: MakeOptions) => Reporter): Reporter {
  const pieces: string[] = [];
  const inner = make({ write: (text) => void pieces.push(text) }, { color: false });
  let failed = false;
  return {
    onEvent(event) {
      try {
        inner.onEvent(event);
      } catch (error) {
        failed = true;
        throw error;
      }
    },
    async close() {
      await inner.close();
      if (!failed) await writeWhole(file, pieces.join(''));
    },
  };
}
