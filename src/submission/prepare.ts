/** From what was handed in to what runs: opened, its language found, built. */

import { join } from 'node:path';
import type { NodeSpec, SubmissionLanguage } from '../core/lab/lab.ts';
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

/** Throws EnvironmentError where the machine is to blame. */
export async function prepareSubmission(task: PreparationTask): Promise<Preparation> {
  const opened = await openSubmission(task.path).catch((error: unknown) => {
    if (error instanceof SubmissionError) return error.problem;
    throw error;
  });
  if ('stage' in opened) return { ended: 'refused', language: null, problem: opened };
  const detected = detectLanguage(task.languages, opened);
  if (!detected.ok) return { ended: 'refused', language: null, problem: detected.error };
  const { language, tree } = detected.value;
  const source = join(task.folder, 'source.tar');
  await writeTar(tree, source);
  if (language.build === null) return { ended: 'ready', language, home: source, output: '' };
  const built = join(task.folder, 'built.tar');
  const build = await buildSubmission({ ...task, command: language.build, source, built });
  switch (build.ended) {
    case 'built':
      return { ended: 'ready', language, home: built, output: build.output };
    case 'refused':
      return { ended: 'refused', language, problem: build.problem };
    case 'aborted':
      return build;
  }
}
