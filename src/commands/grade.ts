/** `wirelab grade LAB --submission DIR` */

import { mkdir, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import pLimit from 'p-limit';
import { EnvironmentError } from '../core/environment-error.ts';
import type { Lab, ResolvedCase, SubmissionSpec } from '../core/lab/lab.ts';
import type { Grade } from '../core/submission/grade.ts';
import { pointsAtStake, referenceCases } from '../core/submission/graded-lab.ts';
import { safeLine } from '../core/text/safe-text.ts';
import type { ReporterOption } from '../report/create-reporter.ts';
import { descriptorSink } from '../report/descriptor-sink.ts';
import { type GradeTable, gradeCsv, gradeJson, gradeLines } from '../report/grade-table.ts';
import { writeWhole } from '../report/write-file.ts';
import type { LinkControls } from '../run/case-run.ts';
import { needsReference } from '../run/reference-run.ts';
import { prepareSubmission } from '../submission/prepare.ts';
import { combineStatuses, exitStatus, statusOfVerdict } from './exit-status.ts';
import { GradeProgress } from './grade-progress.ts';
import { type GradingPlan, gradeSubmission, notGraded, preparationOf } from './grade-submission.ts';
import { Interruption } from './interruption.ts';
import type { CommandIo } from './io.ts';
import { listSubmissions, type NamedSubmission } from './list-submissions.ts';
import { makeRunFolder } from './run-folder.ts';
import type { RunCommandOptions } from './run-options.ts';
import { chooseReporters, describeTerminal, makeReporters, type Terminal } from './run-reporters.ts';
import { readRunnableLab } from './runnable-lab.ts';
import { BackendSelection } from './select-backends.ts';

export interface GradeCommandOptions extends RunCommandOptions {
  readonly submission: readonly string[];
  readonly submissions?: string;
  readonly table: readonly string[];
}

export async function gradeCommand(
  argument: string,
  options: GradeCommandOptions,
  io: CommandIo,
): Promise<number> {
  const say = (message: string): void => void io.stderr.write(`wirelab: ${safeLine(message)}\n`);
  const refuse = (message: string): number => {
    say(message);
    return exitStatus.invalid;
  };
  const submissions = await listSubmissions(options.submission, options.submissions ?? null);
  if ('problem' in submissions) return refuse(submissions.problem);
  const odd = options.table.find((file) => !/\.(csv|json)$/i.test(file));
  if (odd !== undefined) return refuse(`--table ${odd}: the file's name ends in .csv or .json`);
  const terminal = describeTerminal(process.stdout, process.env);
  const [only, ...others] = submissions;
  const alone = only !== undefined && others.length === 0;
  const reporters = reportersFor(options, terminal, alone);
  if ('problem' in reporters) return refuse(reporters.problem);
  const lab = readRunnableLab(argument, options, io, 'grade');
  if (typeof lab === 'number') return lab;
  const spec = lab.submission;
  if (spec === null) throw new Error('Internal error: the lab is not graded');

  using interruption = new Interruption();
  await using selection = new BackendSelection(options);
  selection.prepare();
  const backends = await selection.choose(lab);
  const folder = await makeRunFolder(options.out, `${lab.name}-grades`, new Date());
  const withReference = await prepareReference({ lab, spec, backends, abort: interruption.signal }, folder);
  const plan: GradingPlan = {
    ...{ lab, spec, argument, options, backends, withReference, folder },
    abort: interruption.signal,
    onFailure: say,
  };
  const grades = alone
    ? [await gradeAlone(plan, only, reporters, terminal, interruption)]
    : await gradeMany(plan, submissions, interruption);
  if (withReference !== null) await rm(join(folder, 'reference'), { recursive: true, force: true });
  const cases = lab.cases.map(({ name }) => name);
  const table: GradeTable = { lab: lab.name, seed: lab.seed, cases, grades };
  await writeTables(table, [join(folder, 'grades.csv'), join(folder, 'grades.json'), ...options.table]);
  if (!alone) io.stdout.write(`${gradeLines(table).join('\n')}\n`);
  const results = alone ? join(folder, 'students', only.name, 'student.md') : folder;
  const what = alone ? 'What a student may see of it' : 'Results';
  io.stderr.write(`${what}: ${relative(process.cwd(), results) || '.'}\n`);
  return interruption.status ?? combineStatuses(grades.map(statusOf));
}

function reportersFor(
  { reporter, submission, submissions }: GradeCommandOptions,
  terminal: Terminal,
  alone: boolean,
): readonly ReporterOption[] | { readonly problem: string } {
  if (alone) return chooseReporters(reporter, terminal, { count: 1, atOnce: 1 });
  if (reporter.length === 0) return [];
  const count = submissions === undefined ? `${submission.length} submissions` : 'several submissions';
  return {
    problem: `--reporter ${reporter[0]} would mix ${count}: each one's folder has its events, and wirelab report makes reports of them`,
  };
}

async function gradeAlone(
  plan: GradingPlan,
  submission: NamedSubmission,
  options: readonly ReporterOption[],
  terminal: Terminal,
  interruption: Interruption,
): Promise<Grade> {
  const sink = descriptorSink(1);
  let controls: LinkControls | null = null;
  const reporters = await makeReporters(options, terminal, sink, (command) => {
    if (command.type === 'quit') interruption.interrupt('SIGINT');
    else controls?.(command.link, command.from, command.impairment);
  });
  const onControls = (next: LinkControls | null): void => {
    controls = next;
  };
  const grade = await gradeSubmission(plan, submission, { reporters, onControls });
  await sink.flush();
  return grade;
}

/** In the order that they were named in, whoever is done first. */
async function gradeMany(
  plan: GradingPlan,
  submissions: readonly NamedSubmission[],
  interruption: Interruption,
): Promise<Grade[]> {
  const progress = new GradeProgress(process.stderr, submissions.length);
  const limit = pLimit(plan.options.jobs);
  const grades = await Promise.all(
    submissions.map((submission) =>
      limit(async (): Promise<Grade> => {
        if (interruption.signal.aborted) return notGraded(submission, pointsAtStake(plan.lab));
        progress.begin(submission.name);
        const grade = await gradeSubmission(plan, submission, { reporters: [], onControls: () => {} });
        progress.end(grade);
        return grade;
      }),
    ),
  );
  progress.close();
  return grades;
}

/** @throws EnvironmentError when the lab's own solution can't be built here */
async function prepareReference(
  grading: { lab: Lab; spec: SubmissionSpec } & Pick<GradingPlan, 'backends' | 'abort'>,
  folder: string,
): Promise<((resolved: ResolvedCase) => ResolvedCase) | null> {
  const { lab, spec } = grading;
  if (spec.reference === null || !lab.cases.some(needsReference)) return null;
  const place = join(folder, 'reference');
  await mkdir(place);
  const prepared = await prepareSubmission(
    preparationOf(grading, resolve(lab.folder, spec.reference), place),
  );
  if (prepared.ended === 'aborted') return null;
  if (prepared.ended === 'refused') {
    const { message, output } = prepared.problem;
    throw new EnvironmentError(
      `the lab's reference solution can't be run: ${safeLine(message)}${output === null ? '' : `: ${safeLine(output.slice(0, 500))}`}`,
      { remedy: `It is in ${resolve(lab.folder, spec.reference)}` },
    );
  }
  return referenceCases(lab, prepared);
}

async function writeTables(table: GradeTable, files: readonly string[]): Promise<void> {
  for (const file of files) {
    await writeWhole(resolve(file), /\.csv$/i.test(file) ? gradeCsv(table) : gradeJson(table));
  }
}

function statusOf({ verdict }: Grade): number {
  return verdict === 'not-graded' ? exitStatus.environment : statusOfVerdict(verdict);
}
