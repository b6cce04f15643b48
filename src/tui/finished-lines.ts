/** What stays in the terminal when a case or the run is over. */

import type { RepeatsScored, RunEnded } from '../core/event/event.ts';
import { repeatScoringText } from '../core/verdict/repeats.ts';
import { timeLineLines } from './call-section.ts';
import { expectationLines } from './expectation-section.ts';
import { flowTable } from './flow-section.ts';
import type { Glyphs } from './glyphs.ts';
import { clipLine, type Line, lineWidth, type Style, span, wrap } from './line.ts';
import { clockText } from './quantity-text.ts';
import { verdictMark, verdictStyle } from './verdict-mark.ts';
import type { CaseView, FinishedBlock } from './view-state.ts';

export function finishedLines(block: FinishedBlock, columns: number, glyphs: Glyphs): Line[] {
  return blockLines(block, columns, glyphs).map((line) => clipLine(line, columns, glyphs.ellipsis));
}

function blockLines(block: FinishedBlock, columns: number, glyphs: Glyphs): readonly Line[] {
  switch (block.block) {
    case 'note':
      return paragraph(block.text, 'warn', columns, glyphs, 0);
    case 'run':
      return runLines(block.ended, columns, glyphs);
    case 'repeats':
      return repeatsLines(block.scored, glyphs);
    case 'case':
      return caseLines(block, columns, glyphs);
    default:
      return block satisfies never;
  }
}

function runLines(
  { verdict, points, of, durationSeconds, folder }: RunEnded,
  columns: number,
  glyphs: Glyphs,
): readonly Line[] {
  const summary: Line = [
    verdictMark(verdict, glyphs),
    span(` ${verdict.toUpperCase()}`, verdictStyle(verdict)),
    span(`  ${pointsText(points, of)}  ${glyphs.separator}  ${clockText(durationSeconds)}`),
  ];
  const beside: Line = [...summary, span(`  ${glyphs.separator}  ${folder}`, 'dim')];
  // A path is there to be copied.
  return lineWidth(beside) <= columns ? [beside] : [summary, [span(folder, 'dim')]];
}

function repeatsLines(scored: RepeatsScored, glyphs: Glyphs): readonly Line[] {
  const { verdict, points, of, passed, times, score } = scored;
  const held = `${passed} of ${times} repeats passed, ${repeatScoringText(score)}`;
  return [
    [
      verdictMark(verdict, glyphs),
      span(` ${scored.case}`, 'bold'),
      span(`  ${verdict}`, verdictStyle(verdict)),
      span(`  ${pointsText(points, of)}  ${glyphs.separator}  ${held}`),
      span(`  ${glyphs.separator}  seed ${scored.seed}`, 'dim'),
    ],
    [span(' ')],
  ];
}

function caseLines(
  { view, ended }: Extract<FinishedBlock, { block: 'case' }>,
  columns: number,
  glyphs: Glyphs,
): readonly Line[] {
  const { verdict, points, of } = ended;
  const { repeat } = view;
  const repeated = repeat === null ? [] : [span(` repeat ${repeat.index} of ${repeat.times}`)];
  const again = ended.superseded ? [span('  does not count, runs again', 'warn')] : [];
  const head: Line = [
    verdictMark(verdict, glyphs),
    span(` ${view.name}`, 'bold'),
    ...repeated,
    span(`  ${verdict}`, verdictStyle(verdict)),
    span(`  ${pointsText(points, of)}  ${glyphs.separator}  ${clockText(ended.durationSeconds)}`),
    span(`  ${glyphs.separator}  seed ${ended.seed}`, 'dim'),
    ...again,
  ];
  const reason = ended.reason === null ? [] : paragraph(ended.reason, 'warn', columns, glyphs, 2);
  if (ended.superseded) return [head, ...reason];
  return [
    head,
    ...reason,
    ...(view.flows.length > 0 ? flowTable(view.flows, columns, glyphs) : []),
    ...timeLineLines(view, glyphs),
    ...ended.sentences.flatMap((sentence) => paragraph(sentence, 'plain', columns, glyphs, 2)),
    ...expectationLines(view, columns, glyphs),
    ...missed(view).flatMap((message) => paragraph(message, 'warn', columns, glyphs, 2)),
    [span(' ')],
  ];
}

/** Why expectations don't hold, unless nobody is to know what they were. */
function missed({ hidden, outcomes }: CaseView): string[] {
  if (hidden) return [];
  return outcomes.flatMap((outcome) =>
    outcome === null || outcome.verdict === 'pass' || outcome.message === '' ? [] : [outcome.message],
  );
}

function paragraph(text: string, style: Style, columns: number, glyphs: Glyphs, indent: number): Line[] {
  const width = Math.max(1, columns - indent);
  return wrap(text, width, glyphs.ellipsis).map((row) => [span(' '.repeat(indent)), span(row, style)]);
}

function pointsText(points: number, of: number): string {
  return `${Number(points.toFixed(2))} of ${of} ${of === 1 ? 'point' : 'points'}`;
}
