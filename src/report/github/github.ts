/**
 * The reporter `github`, for a step in GitHub Actions: the plain report in the log, annotations of what
 * failed, a page in the step's summary, and Classroom's form of the result as the step's output `result`.
 * Classroom's logs are the students' to read, so all of it is without what is hidden.
 */

import { appendFile } from 'node:fs/promises';
import type { Scorecard, ScoredCase, ScoredTest } from '../../core/result/scorecard.ts';
import { ScorecardFold } from '../../core/result/scorecard-fold.ts';
import { StudentEvents } from '../../core/result/student-events.ts';
import { markdownPage } from '../markdown.ts';
import { plainReporter } from '../plain.ts';
import type { Reporter, ReportSink } from '../reporter.ts';
import { scoreText, testStory, verdictWord } from '../test-story.ts';
import { fileError } from '../write-file.ts';
import { classroomResult } from './classroom.ts';
import { annotation } from './workflow-command.ts';

export interface GithubStep {
  /** The files that GITHUB_STEP_SUMMARY and GITHUB_OUTPUT name, where they do. */
  readonly summaryFile: string | undefined;
  readonly outputFile: string | undefined;
  /** Can't be guessed: with it GitHub takes commands from the log again. */
  readonly fence: string;
}

/** @throws EnvironmentError from `close` where one of the step's files can't be written */
export function githubReporter(sink: ReportSink, step: GithubStep): Reporter {
  const fold = new ScorecardFold();
  const students = new StudentEvents();
  const plain = plainReporter(sink, { color: false });
  return {
    onEvent(event) {
      const shown = students.filter(event);
      if (shown === null) return;
      if (!fold.started) sink.write(`::stop-commands::${step.fence}\n`);
      fold.add(shown);
      plain.onEvent(shown);
    },
    async close() {
      await plain.close();
      if (!fold.started) return;
      const card = fold.scorecard();
      sink.write(`::${step.fence}::\n${annotations(card).join('')}`);
      await append(step.summaryFile, markdownPage(card));
      await append(step.outputFile, `result=${classroomResult(card)}\n`);
    },
  };
}

/** GitHub shows ten of a kind for a step, and drops the others without a word. */
const mostAnnotations = 10;
const worstFirst: readonly ScoredTest['verdict'][] = ['infra', 'invalid', 'fail', 'partial', 'not-run'];

function annotations(card: Scorecard): string[] {
  const failed = card.cases
    .flatMap((scored) => scored.tests.map((test) => ({ scored, test })))
    .filter(({ test }) => test.verdict !== 'pass')
    .sort((a, b) => worstFirst.indexOf(a.test.verdict) - worstFirst.indexOf(b.test.verdict));
  const shown = failed.length > mostAnnotations ? failed.slice(0, mostAnnotations - 1) : failed;
  const lines = shown.map(({ scored, test }) => failure(card, scored, test));
  if (shown.length < failed.length) {
    const message = `and ${failed.length - shown.length} more: the step's summary has them all`;
    lines.push(annotation({ level: 'error', title: card.run.lab, message }));
  }
  lines.push(annotation({ level: 'notice', title: card.run.lab, message: scoreText(card) }));
  return lines;
}

function failure(card: Scorecard, scored: ScoredCase, test: ScoredTest): string {
  const message = testStory(card, scored, test, 1500);
  return annotation({ level: 'error', title: `${verdictWord(test.verdict)} ${test.name}`, message });
}

async function append(file: string | undefined, text: string): Promise<void> {
  if (file === undefined || file === '') return;
  try {
    await appendFile(file, text);
  } catch (cause) {
    throw fileError(`${file} can't be written`, cause);
  }
}
