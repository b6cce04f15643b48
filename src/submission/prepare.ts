/** From what was handed in to what runs: opened, its language found, built. */

import { join } from 'node:path';
import pLimit from 'p-limit';
import type { NodeSpec, SubmissionLanguage } from '../core/lab/lab.ts';
import { nodeOfLanguage } from '../core/submission/graded-lab.ts';
import { detectLanguage } from '../core/submission/language.ts';
import { SubmissionError, type SubmissionProblem } from '../core/submission/submission-problem.ts';
import type { Runtime, SandboxOptions } from '../runtime/runtime.ts';
import { buildSubmission } from './build.ts';
import { openSubmission } from './open-submission.ts';
import { writeTar } from './tar-archive.ts';

export interface PreparationTask {
  /** A folder or an archive. */
  readonly path: string;
  readonly languages: readonly SubmissionLanguage[];
  /** The node that it will run on, the first of several. */
  readonly node: NodeSpec;
  /** Where its archives go: source.tar, and built.tar where there is a build. */
  readonly folder: string;
  readonly runtime: Runtime;
  readonly sandbox: SandboxOptions;
  readonly abort: AbortSignal;
}

export type Preparation =
  | {
      readonly ended: 'ready';
      readonly language: SubmissionLanguage;
      /** A tar archive of what /home/lab is to hold. */
      readonly home: string;
      /** What the build printed. */
      readonly output: string;
    }
  | {
      readonly ended: 'refused';
      /** Null when it wasn't even found out. */
      readonly language: SubmissionLanguage | null;
      readonly problem: SubmissionProblem;
    }
  | { readonly ended: 'aborted' };

/** One at a time: what is being opened is in memory. */
const opening = pLimit(1);

/** Throws EnvironmentError where the machine is to blame. */
export async function prepareSubmission(task: PreparationTask): Promise<Preparation> {
  if (task.abort.aborted) return { ended: 'aborted' };
  const source = join(task.folder, 'source.tar');
  const opened = await opening(() => readSource(task, source));
  if ('problem' in opened) return { ended: 'refused', language: null, problem: opened.problem };
  const { language } = opened;
  if (language.build === null) return { ended: 'ready', language, home: source, output: '' };
  const built = join(task.folder, 'built.tar');
  const node = nodeOfLanguage(task.node, language);
  const build = await buildSubmission({ ...task, node, command: language.build, source, built });
  switch (build.ended) {
    case 'built':
      return { ended: 'ready', language, home: built, output: build.output };
    case 'refused':
      return { ended: 'refused', language, problem: build.problem };
    case 'aborted':
      return build;
  }
}

/** Writes what was handed in as a tar archive of its own. */
async function readSource(
  { path, languages }: PreparationTask,
  source: string,
): Promise<{ readonly language: SubmissionLanguage } | { readonly problem: SubmissionProblem }> {
  try {
    const detected = detectLanguage(languages, await openSubmission(path));
    if (!detected.ok) return { problem: detected.error };
    await writeTar(detected.value.tree, source);
    return { language: detected.value.language };
  } catch (error) {
    if (error instanceof SubmissionError) return { problem: error.problem };
    throw error;
  }
}
