/** One submission from what was handed in to its grade, in folders of its own. */

import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { EnvironmentError } from '../core/environment-error.ts';
import type { SubmissionPrepared } from '../core/event/event.ts';
import type { Lab, NodeSpec, ResolvedCase, SubmissionSpec } from '../core/lab/lab.ts';
import { type Grade, gradeOf } from '../core/submission/grade.ts';
import { gradedLab, pointsAtStake } from '../core/submission/graded-lab.ts';
import { safeText } from '../core/text/safe-text.ts';
import type { NamedReporter } from '../report/fan-out.ts';
import type { Reporter } from '../report/reporter.ts';
import { studentReports } from '../report/student-reports.ts';
import type { LinkControls } from '../run/case-run.ts';
import { type LabRunOptions, runLab } from '../run/lab-run.ts';
import { recordUnrunLab } from '../run/unrun-lab.ts';
import { type Preparation, prepareSubmission } from '../submission/prepare.ts';
import type { NamedSubmission } from './list-submissions.ts';
import { OwnAbort } from './own-abort.ts';
import { record } from './recording.ts';
import type { RunCommandOptions } from './run-options.ts';
import type { Backends } from './select-backends.ts';

export interface GradingPlan {
  readonly lab: Lab;
  /** Of the lab. */
  readonly spec: SubmissionSpec;
  /** The LAB of the command line. */
  readonly argument: string;
  readonly options: RunCommandOptions;
  readonly backends: Backends;
  readonly abort: AbortSignal;
  /** A case as the reference solution runs it; null where nothing is compared with it. */
  readonly withReference: ((resolved: ResolvedCase) => ResolvedCase) | null;
  /** Of the whole grading; it exists. */
  readonly folder: string;
  readonly onFailure: (what: string) => void;
}

export interface GradingReporters {
  readonly reporters: readonly NamedReporter[];
  readonly onControls: (controls: LinkControls | null) => void;
}

/** Never throws: what the machine spoilt is `infra`, and the others go on. */
export async function gradeSubmission(
  plan: GradingPlan,
  submission: NamedSubmission,
  shown: GradingReporters,
): Promise<Grade> {
  const { lab, backends, argument, options, onFailure } = plan;
  const { name, path } = submission;
  const folder = join(plan.folder, 'submissions', name);
  const studentFolder = join(plan.folder, 'students', name);
  const of = pointsAtStake(lab);
  const startedAt = performance.now();
  using stop = new OwnAbort(plan.abort);
  const abort = stop.signal;
  try {
    await mkdir(folder, { recursive: true });
    await mkdir(studentFolder, { recursive: true });
    const prepared = await prepare({ ...plan, abort }, path, folder);
    if (prepared.ended === 'aborted') return notGraded(submission, of);
    const heading = {
      ...backends,
      submission: describePreparation(name, prepared),
      repeatWith: repeatArguments(argument, path, options),
    };
    const atHome = repeatArguments(basename(resolve(argument)), '.', options);
    const reporters = [...studentReports(studentFolder), ...shown.reporters].map((entry) =>
      entry.forStudents === true ? repeatedWith(atHome, entry) : entry,
    );
    const graded = prepared.ended === 'ready' ? gradedLab(lab, { ...prepared, by: 'student' }) : lab;
    const { ended, result } = await record({ folder, lab: graded, reporters, onFailure }, (stream) =>
      prepared.ended === 'ready'
        ? runLab({
            ...heading,
            ...runOptions(plan, shown),
            lab: graded,
            stream,
            folder,
            abort,
          })
        : recordUnrunLab({
            ...heading,
            lab,
            stream,
            folder,
            verdict: prepared.ended === 'refused' ? 'invalid' : 'infra',
            reason: prepared.ended === 'refused' ? prepared.problem.message : prepared.reason,
          }),
    );
    const grade = gradeOf({ submission: name, path, of, result, finished: ended !== null });
    return { ...grade, seconds: (performance.now() - startedAt) / 1000 };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    onFailure(
      `${name}: ${error instanceof EnvironmentError ? reason : `Internal error, please report it: ${reason}`}`,
    );
    return { ...notGraded(submission, of), verdict: 'infra', reason };
  } finally {
    await rm(join(folder, 'built.tar'), { force: true });
  }
}

function runOptions(
  { options, withReference }: GradingPlan,
  { onControls }: GradingReporters,
): Pick<LabRunOptions, 'withReference' | 'capture' | 'onControls'> {
  return { withReference, capture: options.capture === true, onControls };
}

type Prepared = Preparation | { readonly ended: 'failed'; readonly reason: string };

/** What the machine spoilt may go better a little later. */
const buildAttempts = 3;

/** `failed`: by the machine. */
async function prepare(plan: GradingPlan, path: string, folder: string, attempt = 1): Promise<Prepared> {
  try {
    return await prepareSubmission(preparationOf(plan, path, folder));
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    if (attempt < buildAttempts) return prepare(plan, path, folder, attempt + 1);
    const reason = error.remedy === null ? error.message : `${error.message}. ${error.remedy}`;
    return { ended: 'failed', reason };
  }
}

export function preparationOf(
  { lab, spec, backends, abort }: Pick<GradingPlan, 'lab' | 'spec' | 'backends' | 'abort'>,
  path: string,
  folder: string,
): Parameters<typeof prepareSubmission>[0] {
  return {
    path,
    languages: spec.languages,
    node: submissionNode(lab, spec),
    folder,
    runtime: backends.runtime,
    sandbox: { runId: buildId(), device: backends.emulator.device },
    abort,
  };
}

function submissionNode(lab: Lab, { nodes }: SubmissionSpec): NodeSpec {
  const node = lab.cases.flatMap((resolved) => resolved.nodes).find(({ name }) => nodes.includes(name));
  if (node === undefined) throw new Error('Internal error: the submission has no node');
  return node;
}

function buildId(): string {
  return `${process.pid.toString(36)}-${randomBytes(4).toString('hex')}-b`;
}

const shownOutput = 16 * 1024;

function describePreparation(
  submission: string,
  prepared: Exclude<Prepared, { ended: 'aborted' }>,
): SubmissionPrepared {
  const base = { type: 'submission-prepared', submission, hint: null, problem: null, output: '' } as const;
  const shown = (text: string) => safeText(text.slice(0, shownOutput));
  switch (prepared.ended) {
    case 'ready':
      return { ...base, language: prepared.language.name, output: shown(prepared.output) };
    case 'failed':
      return { ...base, language: null, problem: prepared.reason };
    case 'refused': {
      const { message, hint, output } = prepared.problem;
      const language = prepared.language?.name ?? null;
      return { ...base, language, problem: safeText(message), hint, output: shown(output ?? '') };
    }
  }
}

export function notGraded({ name, path }: NamedSubmission, of: number): Grade {
  return {
    submission: name,
    path,
    language: null,
    verdict: 'not-graded',
    points: null,
    of,
    reason: null,
    seconds: 0,
    cases: [],
  };
}

/** What is between `wirelab` and `--case`. */
function repeatArguments(lab: string, submission: string, { set, time }: RunCommandOptions): string[] {
  return [
    ...['grade', lab, '--submission', submission],
    ...set.flatMap((change) => ['--set', change]),
    ...(time === undefined ? [] : ['--time', time]),
  ];
}

/** A student has the lab and the submission elsewhere, and needn't know where we have them. */
function repeatedWith(repeatWith: readonly string[], { name, reporter }: NamedReporter): NamedReporter {
  const atHome: Reporter = {
    onEvent: (event) => reporter.onEvent(event.type === 'run-started' ? { ...event, repeatWith } : event),
    close: () => reporter.close(),
  };
  return { name, reporter: atHome };
}
