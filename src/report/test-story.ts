/** A test or a case in sentences, as plain text that is safe everywhere. */

import type { OutputTail } from '../core/result/output-tails.ts';
import type { Scorecard, ScoredCase, ScoredTest, TestVerdict } from '../core/result/scorecard.ts';
import { formatMetric } from '../core/text/figure.ts';
import { withoutCommands } from './ci-command.ts';
import { abridgedText, foreignLine, foreignText } from './foreign-text.ts';
import { QuotedOutput } from './quoted-output.ts';
import { repeatCommand } from './repeat-command.ts';

const words: Readonly<Record<TestVerdict, string>> = {
  pass: 'PASS',
  partial: 'PARTIAL',
  fail: 'FAIL',
  invalid: 'INVALID',
  infra: 'INFRA',
  'not-run': 'NOT RUN',
};

export function verdictWord(verdict: TestVerdict): string {
  return words[verdict];
}

export function pointsText({ points, of }: { readonly points: number; readonly of: number }): string {
  return `${points} of ${of} ${of === 1 ? 'point' : 'points'}`;
}

/** `PASS, 3 of 4 points` */
export function scoreText(card: Scorecard): string {
  if (card.finished) return `${verdictWord(card.verdict)}, ${pointsText(card)}`;
  const why = card.interruptedBy === null ? 'has not ended' : `was stopped by ${card.interruptedBy}`;
  return `the run ${why}: ${pointsText(card)} so far`;
}

/** What was expected and seen, and the command that repeats it. */
export function testStory(
  card: Scorecard,
  scored: ScoredCase,
  test: ScoredTest,
  maxCharacters: number,
): string {
  const again = againText(card, scored, test);
  return [foreignText(test.message, maxCharacters), ...(again === null ? [] : [again])]
    .filter((line) => line !== '')
    .join('\n');
}

/** null where it would be of no use: a pass, a case that students can't see, one that hasn't run. */
function againText(card: Scorecard, scored: ScoredCase, test: ScoredTest): string | null {
  if (scored.hidden || test.verdict === 'pass' || scored.verdict === 'not-run') return null;
  const command = repeatCommand(card.run, { case: scored.name, seed: scored.seed });
  return foreignLine(`The same again: ${command}`);
}

/** What happened to the flows, and the end of what programs printed. */
export function caseStory(scored: ScoredCase, maxCharacters: number): string {
  const sentences = scored.sentences.map((sentence) => foreignLine(sentence));
  const lines = [...sentences, ...scored.output.flatMap((tail) => quotedTail(tail))];
  return withoutCommands(abridgedText(lines.join('\n'), maxCharacters));
}

/** @param maxCharacters of the text, of which the end is kept */
export function quotedTail(
  { program, stream, text, cut }: OutputTail,
  maxCharacters: number = Number.POSITIVE_INFINITY,
): string[] {
  const kept = text.slice(Math.max(0, text.length - maxCharacters));
  const before = cut + text.length - kept.length;
  const quote = new QuotedOutput();
  const pieces = [...quote.add({ program, stream, text: kept }), ...quote.flush()];
  const lines = pieces.map((line) => foreignLine(line, 2100));
  return before === 0
    ? lines
    : [`[... ${before} characters of ${program}'s ${stream} before this ...]`, ...lines];
}

/** The measured value with its unit, on one line; empty where there is none. */
export function observedText({ metric, value }: ScoredTest): string {
  return metric === null || value === null ? '' : foreignLine(formatMetric(metric, value));
}
