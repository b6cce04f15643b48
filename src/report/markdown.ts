/** The reporter `markdown`: a page for people, in GitHub-flavoured Markdown. */

import type { Scorecard, ScoredCase, ScoredTest } from '../core/result/scorecard.ts';
import type { TimeLine } from '../core/trace/time-line.ts';
import { foreignLine, foreignText } from './foreign-text.ts';
import { fitting } from './json-document.ts';
import { codeBlock, codeText } from './markdown-text.ts';
import { repeatCommand } from './repeat-command.ts';
import type { ScorecardFormat } from './scorecard-reporter.ts';
import { observedText, pointsText, quotedTail, scoreText, verdictWord } from './test-story.ts';
import { abridgedTimeLine, timeLineTable } from './time-line-table.ts';

// GitHub takes a step's summary of up to 1 MiB.
const maxBytes = 900 * 1024;

export const markdownFormat: ScorecardFormat = { forStudents: false, render: markdownPage };

/** What a student may see: the run's folder has it as student.md. */
export const studentMarkdownFormat: ScorecardFormat = { forStudents: true, render: markdownPage };

export function markdownPage(card: Scorecard): string {
  return fitting(maxBytes, [4000, 1000, 200, 20], (detail) => page(card, detail));
}

function page(card: Scorecard, detail: number): string {
  const { run, environment, warnings } = card;
  const title = run.title === '' ? '' : ` ${codeText(run.title)}`;
  return `${[
    `## ${codeText(run.lab)}${title}`,
    `**${scoreText(card)}** (seed ${run.seed}, ${codeText(run.runtime)} runtime, ${codeText(run.emulator)} emulator, wirelab ${codeText(environment.wirelab)})`,
    ...submissionBlocks(card, detail),
    ...warnings.slice(0, 20).map((warning) => `Warning: ${codeText(warning, detail)}`),
    testTable(card, detail),
    ...card.cases.flatMap((scored) => caseDetails(card, scored, detail)),
  ].join('\n\n')}\n`;
}

function submissionBlocks({ submission }: Scorecard, detail: number): string[] {
  if (submission === null) return [];
  const { submission: name, language, problem, hint, output } = submission;
  const what = language === null ? codeText(name) : `${codeText(name)}, in ${codeText(language)}`;
  return [
    `Submission: ${what}`,
    ...(problem === null ? [] : [`It can't be run: ${codeText(problem, detail)}`]),
    ...(hint === null ? [] : [`What to do: ${codeText(hint, detail)}`]),
    ...(output.trim() === '' ? [] : [codeBlock(foreignText(output, detail * 4).split('\n'))]),
  ];
}

function testTable(card: Scorecard, detail: number): string {
  const rows = card.cases.flatMap((scored) => scored.tests.map((test) => row(test, detail)));
  return ['| | test | points | seen | |', '| --- | --- | ---: | --- | --- |', ...rows].join('\n');
}

function row(test: ScoredTest, detail: number): string {
  const why = test.verdict === 'pass' ? '' : codeText(test.message, Math.min(detail, 500));
  const cells = [
    `**${verdictWord(test.verdict)}**`,
    codeText(test.name, detail),
    `${test.points}/${test.of}`,
    codeText(observedText(test), Math.min(detail, 200)),
    why,
  ];
  return `| ${cells.join(' | ')} |`;
}

function caseDetails(card: Scorecard, scored: ScoredCase, detail: number): string[] {
  const { name, seed, reason, sentences, output, timeLine, verdict, hidden } = scored;
  const again = repeatCommand(card.run, { case: name, seed });
  const inside = [
    ...(reason === null ? [] : [`Why: ${codeText(reason, detail)}`]),
    ...(sentences.length === 0
      ? []
      : [sentences.map((sentence) => `- ${codeText(sentence, detail)}`).join('\n')]),
    ...(hidden || verdict === 'not-run' ? [] : [`The same again: ${codeText(again)}`]),
    ...output.map((tail) => codeBlock(quotedTail(tail, detail))),
    ...(timeLine === null ? [] : timeLineDetails(timeLine, detail)),
  ];
  if (inside.length === 0) return [];
  const summary = `${codeText(name)}: ${verdictWord(verdict)}, ${pointsText(scored)}`;
  const open = verdict === 'pass' ? '<details>' : '<details open>';
  return [`${open}<summary>${summary}</summary>`, ...inside, '</details>'];
}

/** Room for a row with its times, and with the text of a call as long as strace lets it be. */
const charactersPerRow = 20;
const longestRow = 300;

function timeLineDetails(timeLine: TimeLine, detail: number): string[] {
  const [title = '', ...lines] = timeLineTable(abridgedTimeLine(timeLine, detail / charactersPerRow));
  return [
    `<details><summary>${codeText(title)}</summary>`,
    codeBlock(lines.map((line) => foreignLine(line, longestRow))),
    '</details>',
  ];
}
