/** One run of one lab: its folder, its cases and their repeats one after the other, its event stream. */

import { join } from 'node:path';
import type { RunEnded, SubmissionPrepared } from '../core/event/event.ts';
import type { Lab, ResolvedCase } from '../core/lab/lab.ts';
import type { FlowEnd } from '../core/verdict/flow-end.ts';
import { type Repeat, scoreRepeats } from '../core/verdict/repeats.ts';
import { combineScores, type Score } from '../core/verdict/score.ts';
import type { Emulator } from '../emulator/emulator.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { type CaseRunContext, type CaseTask, type LinkControls, runCase } from './case-run.ts';
import { describeEnvironment } from './environment.ts';
import type { EventStream } from './event-stream.ts';
import { needsReference, runReference } from './reference-run.ts';
import { newRunId } from './run-id.ts';

export interface LabRunOptions {
  readonly lab: Lab;
  readonly runtime: Runtime;
  readonly emulator: Emulator;
  /** More for the run's environment. */
  readonly facts: Readonly<Record<string, string>>;
  readonly stream: EventStream;
  /** The run's folder; it exists. */
  readonly folder: string;
  /** Whether cases' folders get captures of their links. */
  readonly capture: boolean;
  /** Aborted with the signal's name as reason. */
  readonly abort: AbortSignal;
  readonly onControls: (controls: LinkControls | null) => void;
  /** A case as the reference solution runs it; null: there is none. */
  readonly withReference: ((resolved: ResolvedCase) => ResolvedCase) | null;
  /** What became of the submission that the lab holds; null: it holds none. */
  readonly submission: SubmissionPrepared | null;
  /** The arguments after `wirelab` that repeat this run, but for seed and case. */
  readonly repeatWith: readonly string[];
}

export type RunHeading = Pick<
  LabRunOptions,
  'lab' | 'runtime' | 'emulator' | 'facts' | 'stream' | 'submission' | 'repeatWith'
>;

/** @returns the run's verdict and score; null when the user stopped it */
export async function runLab(options: LabRunOptions): Promise<RunEnded | null> {
  const { lab, stream, folder, abort } = options;
  await emitRunStarted(options);
  const runId = newRunId();
  const scores: Score[] = [];
  const cleanEnds: FlowEnd[] = [];
  const warned = new Set<string>();
  for (const resolved of lab.cases) {
    const repeats: Repeat[] = [];
    for (const task of tasksOf(resolved, lab.seed, folder)) {
      const context = { ...options, cleanEnds, warned, runId: `${runId}-${scores.length}-${repeats.length}` };
      const ended = abort.aborted ? null : await runTask(context, task, options.withReference);
      if (ended === null) {
        stream.emit({ type: 'interrupted', signal: String(abort.reason) });
        return null;
      }
      repeats.push(ended);
    }
    const [first, ...others] = repeats;
    if (first !== undefined) scores.push(scoreOf(resolved, [first, ...others], stream));
  }
  const score = combineScores(scores);
  const ended: RunEnded = { type: 'run-ended', ...score, durationSeconds: stream.elapsedSeconds, folder };
  stream.emit(ended);
  return ended;
}

/** The run's first events. */
export async function emitRunStarted(options: RunHeading): Promise<void> {
  const { lab, stream, submission } = options;
  stream.emit({
    type: 'run-started',
    lab: lab.name,
    title: lab.title,
    seed: lab.seed,
    runtime: options.runtime.name,
    emulator: options.emulator.name,
    startedAt: new Date().toISOString(),
    cases: lab.cases.map(({ name }) => name),
    environment: { ...(await describeEnvironment()), ...options.facts },
    repeatWith: options.repeatWith,
  });
  if (submission !== null) stream.emit(submission);
}

async function runTask(
  context: CaseRunContext,
  task: CaseTask,
  withReference: LabRunOptions['withReference'],
): Promise<Repeat | null> {
  if (withReference === null || !needsReference(task.resolved)) return runCase(context, task);
  const ofReference = { ...context, runId: `${context.runId}-r` };
  const reference = await runReference(ofReference, task, withReference(task.resolved));
  return reference === null ? null : runCase(context, { ...task, reference });
}

function scoreOf(
  { name, points, repeat }: ResolvedCase,
  repeats: readonly [Repeat, ...Repeat[]],
  stream: EventStream,
): Score {
  if (repeat === null) return repeats[0];
  const { score, times } = repeat;
  const scored = scoreRepeats(score, points, repeats);
  stream.emit({
    type: 'repeats-scored',
    case: name,
    score,
    times,
    passed: repeats.filter(({ verdict }) => verdict === 'pass').length,
    seed: scored.seed,
    verdict: scored.verdict,
    points: scored.points,
    of: scored.of,
  });
  return scored;
}

/** A repeated case runs with the seeds `seed`, `seed` + 1, ..., each in a folder of its own. */
function tasksOf(resolved: ResolvedCase, seed: number, folder: string): CaseTask[] {
  const { repeat } = resolved;
  const place = join(folder, 'cases', fileName(resolved.name));
  if (repeat === null) return [{ resolved, seed, folder: place, repeat: null, reference: null }];
  return Array.from({ length: repeat.times }, (_, index) => ({
    resolved,
    seed: seed + index,
    folder: `${place}-${index + 1}`,
    repeat: { index: index + 1, ...repeat },
    reference: null,
  }));
}

/** A case may be named anything; a folder may not. */
function fileName(text: string): string {
  return (
    text
      .replace(/[/\\\p{Cc}]/gu, '-')
      .replace(/^\.+/, '-')
      .slice(0, 80) || '-'
  );
}
