/**
 * The reporter `gradescope`: results.json, written after every case, because a time-out of the platform's
 * leaves nothing else. Hidden cases are visible tests with points and no more: with a test that Gradescope
 * hides, students would see no total.
 */

import type { Scorecard, ScoredCase, ScoredTest } from '../core/result/scorecard.ts';
import { foreignLine } from './foreign-text.ts';
import { fitting, jsonDocument } from './json-document.ts';
import type { ScorecardFormat } from './scorecard-reporter.ts';
import { caseStory, pointsText, scoreText, testStory, verdictWord } from './test-story.ts';

const maxBytes = 900 * 1024;

export const gradescopeFormat: ScorecardFormat = {
  forStudents: true,
  afterEachCase: true,
  render(card) {
    // A score would replace the earlier one: without results.json Gradescope says that the autograder failed.
    if (card.cases.some(({ verdict }) => verdict === 'infra')) return null;
    return fitting(maxBytes, [4000, 1000, 200, 0], (detail) => jsonDocument(results(card, detail)));
  },
};

function results(card: Scorecard, detail: number): unknown {
  const stories = card.cases.map((scored) => {
    const title = `${foreignLine(scored.name)}: ${verdictWord(scored.verdict)}, ${pointsText(scored)}`;
    return [title, caseStory(scored, detail * 2)].filter((part) => part !== '').join('\n');
  });
  return {
    score: card.points,
    execution_time: Math.round(card.durationSeconds * 1000) / 1000,
    output: [`${foreignLine(card.run.lab)}: ${scoreText(card)}`, ...stories].join('\n\n'),
    output_format: 'text',
    test_output_format: 'text',
    test_name_format: 'text',
    visibility: 'visible',
    stdout_visibility: 'hidden',
    extra_data: { verdict: card.verdict, seed: card.run.seed, wirelab: card.environment.wirelab },
    tests: card.cases.flatMap((scored, caseIndex) =>
      scored.tests.map((test, index) => ({
        name: foreignLine(test.name),
        number: `${caseIndex + 1}.${index + 1}`,
        score: test.points,
        max_score: test.of,
        status: test.verdict === 'pass' ? 'passed' : 'failed',
        output: output(card, scored, test, detail),
        visibility: 'visible',
      })),
    ),
  };
}

function output(card: Scorecard, scored: ScoredCase, test: ScoredTest, detail: number): string {
  return `${verdictWord(test.verdict)}: ${testStory(card, scored, test, detail)}`;
}
