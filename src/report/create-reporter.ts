/** Reporters by name, and the `--reporter NAME[=FILE]` option. */

import { randomUUID } from 'node:crypto';
import { autolabFormat } from './autolab.ts';
import { coderunnerFormat } from './coderunner.ts';
import { csvFormat } from './csv.ts';
import type { NamedReporter } from './fan-out.ts';
import { githubReporter } from './github/github.ts';
import { gradescopeFormat } from './gradescope.ts';
import { jsonReporter } from './json.ts';
import { junitFormat } from './junit.ts';
import { markdownFormat, studentMarkdownFormat } from './markdown.ts';
import { plainReporter } from './plain.ts';
import { prairielearnFormat } from './prairielearn.ts';
import { FileDocument, SinkDocument } from './report-document.ts';
import type { Reporter, ReportSink } from './reporter.ts';
import { type ScorecardFormat, scorecardReporter } from './scorecard-reporter.ts';
import { forStudents } from './student-reporter.ts';
import { tapFormat } from './tap.ts';
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

type Maker = (sink: ReportSink, options: MakeOptions) => Reporter;

/** Those that write as they go, and those that make a document of what is known. */
const makers: Readonly<Record<string, Maker>> = {
  plain: plainReporter,
  json: jsonReporter,
  'student-json': (sink) => forStudents(jsonReporter(sink)),
  github: (sink) =>
    githubReporter(sink, {
      summaryFile: process.env.GITHUB_STEP_SUMMARY,
      outputFile: process.env.GITHUB_OUTPUT,
      fence: randomUUID(),
    }),
};
/** Of the makers' those that students read. */
const studentMakers = new Set(['student-json', 'github']);
const formats: Readonly<Record<string, ScorecardFormat>> = {
  junit: junitFormat,
  tap: tapFormat,
  markdown: markdownFormat,
  'student-markdown': studentMarkdownFormat,
  csv: csvFormat,
  gradescope: gradescopeFormat,
  autolab: autolabFormat,
  prairielearn: prairielearnFormat,
  coderunner: coderunnerFormat,
};

/** Those that make text from events; the live view needs a terminal and is made by who has one. */
export const reporterNames: readonly string[] = [...Object.keys(makers), ...Object.keys(formats)];

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
  const { name, file } = option;
  const label = file === null ? name : `${name}=${file}`;
  const format = Object.hasOwn(formats, name) ? formats[name] : undefined;
  if (format !== undefined) {
    return { name: label, reporter: documentReporter(file, stdout, format), forStudents: format.forStudents };
  }
  const make = Object.hasOwn(makers, name) ? makers[name] : undefined;
  if (make === undefined) throw new TypeError(`${name} is made elsewhere`);
  const reporter = file === null ? make(stdout, { color }) : fileReporter(file, make);
  return { name: label, reporter, forStudents: studentMakers.has(name) };
}

function documentReporter(file: string | null, stdout: ReportSink, format: ScorecardFormat): Reporter {
  const document = file === null ? new SinkDocument(stdout) : new FileDocument(file);
  const inner = scorecardReporter(document, format);
  return unlessFailed(inner, () => document.close());
}

function fileReporter(file: string, make: Maker): Reporter {
  const pieces: string[] = [];
  const inner = make({ write: (text) => void pieces.push(text) }, { color: false });
  return unlessFailed(inner, () => writeWhole(file, pieces.join('')));
}

/** `finish` comes after the inner reporter's close, and not at all if an event was too much for it. */
function unlessFailed(inner: Reporter, finish: () => Promise<void>): Reporter {
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
      if (!failed) await finish();
    },
  };
}
