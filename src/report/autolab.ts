/**
 * The reporter `autolab`: feedback for students, then Autolab's two lines of JSON. Each case is a problem
 * of the assessment. Standard output and standard error become one file there, of which the last line counts.
 */

import type { Scorecard, ScoredCase } from '../core/result/scorecard.ts';
import { abridgedText, foreignLine } from './foreign-text.ts';
import { jsonLine } from './json-document.ts';
import type { ScorecardFormat } from './scorecard-reporter.ts';
import { caseStory, pointsText, scoreText, testStory, verdictWord } from './test-story.ts';

// Tango cuts output at 1,000 KiB, which would take the scores away.
const feedbackCharacters = 200_000;

export const autolabFormat: ScorecardFormat = {
  forStudents: true,
  render(card) {
    const feedback = abridgedText(
      card.cases.flatMap((scored) => caseLines(card, scored)).join('\n'),
      feedbackCharacters,
    );
    const head = `${foreignLine(card.run.lab)}: ${scoreText(card)}\n${feedback}\n`;
    // Without scores in the last line Autolab leaves those of an earlier submission as they were.
    if (!card.finished || card.verdict === 'infra')
      return `${head}not scored: the run came to no result, which is not the submission's fault\n`;
    return `${head}${jsonLine(presentation(card))}\n${jsonLine(scores(card))}\n`;
  },
};

function caseLines(card: Scorecard, scored: ScoredCase): string[] {
  const story = caseStory(scored, 4000);
  return [
    '',
    `${foreignLine(scored.name)}: ${verdictWord(scored.verdict)}, ${pointsText(scored)}`,
    ...scored.tests.map((test) => {
      const lines = testStory(card, scored, test, 2000).replaceAll('\n', '\n    ');
      return `  ${verdictWord(test.verdict)} ${pointsText(test)}: ${lines}`;
    }),
    ...(story === '' ? [] : [`  ${story.replaceAll('\n', '\n  ')}`]),
  ];
}

function presentation(card: Scorecard): unknown {
  const stages = card.cases.map(({ name }) => foreignLine(name));
  const byCase = card.cases.map((scored, index) => {
    const tests = scored.tests.map((test) => {
      const hint = test.verdict === 'pass' ? {} : { hint: foreignLine(test.message, 500) };
      return [foreignLine(test.name), { passed: test.verdict === 'pass', ...hint }] as const;
    });
    return [stages[index] ?? '', Object.fromEntries(tests)] as const;
  });
  // A case may be named like one of Autolab's own keys.
  return { ...Object.fromEntries(byCase), _presentation: 'semantic', stages };
}

function scores(card: Scorecard): unknown {
  const points = card.cases.map((scored) => [foreignLine(scored.name), scored.points] as const);
  return {
    scores: Object.fromEntries(points),
    scoreboard: [card.points, ...card.cases.map((scored) => scored.points)],
  };
}
