/** The reporter `tap`: the Test Anything Protocol, version 14 (testanything.org). */

import type { Scorecard, ScoredCase, ScoredTest } from '../core/result/scorecard.ts';
import { foreignLine } from './foreign-text.ts';
import { jsonLine } from './json-document.ts';
import { repeatCommand } from './repeat-command.ts';
import type { ScorecardFormat } from './scorecard-reporter.ts';
import { observedText } from './test-story.ts';

export const tapFormat: ScorecardFormat = { forStudents: false, render: tapText };

/** What couldn't be judged stands at the end as `Bail out!`: the harness then trusts no count. */
function tapText(card: Scorecard): string {
  const points = card.cases.flatMap((scored) => scored.tests.map((test) => ({ scored, test })));
  const judged = points.filter(({ test: { verdict } }) => !['invalid', 'infra', 'not-run'].includes(verdict));
  const unjudged = card.cases.find(({ verdict }) => verdict === 'invalid' || verdict === 'infra');
  const lines = ['TAP version 14', `1..${points.length}`];
  judged.forEach(({ scored, test }, index) => {
    lines.push(`${test.verdict === 'pass' ? 'ok' : 'not ok'} ${index + 1} - ${description(test.name)}`);
    if (test.verdict !== 'pass') lines.push(...diagnostics(card, scored, test));
  });
  if (unjudged !== undefined) {
    const { name, verdict, reason } = unjudged;
    lines.push(`Bail out! ${foreignLine(`${name}: ${verdict}: ${reason ?? 'no reason given'}`)}`);
  } else if (judged.length < points.length) {
    lines.push("Bail out! the run didn't come to its end");
  }
  return `${lines.join('\n')}\n`;
}

/** `#` would begin a directive, such as `# SKIP`, which makes any point `ok`. */
function description(text: string): string {
  return foreignLine(text).replace(/[\\#]/g, '\\$&');
}

/** A YAML block; JSON's strings are YAML's, on one line whatever is in them. */
function diagnostics(card: Scorecard, scored: ScoredCase, test: ScoredTest): string[] {
  const observed = observedText(test);
  const facts = {
    message: foreignLine(test.message),
    severity: test.verdict,
    ...(test.expected === null ? {} : { expected: foreignLine(test.expected) }),
    ...(observed === '' ? {} : { observed }),
    score: test.points,
    max: test.of,
    seed: scored.seed,
    again: foreignLine(repeatCommand(card.run, { case: scored.name, seed: scored.seed })),
  };
  return ['  ---', ...Object.entries(facts).map(([key, value]) => `  ${key}: ${jsonLine(value)}`), '  ...'];
}
