/** The reporter `prairielearn`: results.json of an external grader. */

import type { Scorecard } from '../core/result/scorecard.ts';
import { foreignLine } from './foreign-text.ts';
import { fitting, jsonDocument } from './json-document.ts';
import { scoreRatio } from './score-ratio.ts';
import type { ScorecardFormat } from './scorecard-reporter.ts';
import { caseStory, pointsText, scoreText, testStory, verdictWord } from './test-story.ts';

// A file over 1 MiB fails the job.
const maxBytes = 900 * 1024;

export const prairielearnFormat: ScorecardFormat = {
  forStudents: true,
  render(card) {
    // No results and our exit status 3: the job has failed and can be run again.
    if (!card.finished || card.verdict === 'infra') return null;
    return fitting(maxBytes, [4000, 1000, 200, 0], (detail) => jsonDocument(results(card, detail)));
  },
};

function results(card: Scorecard, detail: number): unknown {
  const stories = card.cases.map((scored) => {
    const title = `${foreignLine(scored.name)}: ${verdictWord(scored.verdict)}, ${pointsText(scored)}`;
    return [title, caseStory(scored, detail * 2)].filter((part) => part !== '').join('\n');
  });
  const gradable =
    card.verdict === 'invalid'
      ? { gradable: false, format_errors: ['This submission could not be run; the output says why.'] }
      : { gradable: true, score: scoreRatio(card) };
  return {
    ...gradable,
    message: `${foreignLine(card.run.lab)}: ${scoreText(card)}`,
    output: stories.join('\n\n'),
    tests: card.cases.flatMap((scored) =>
      scored.tests.map((test) => ({
        name: foreignLine(test.name),
        description: test.expected === null ? '' : foreignLine(test.expected),
        points: test.points,
        max_points: test.of,
        message: verdictWord(test.verdict),
        output: testStory(card, scored, test, detail),
      })),
    ),
  };
}
