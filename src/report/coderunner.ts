/**
 * The reporter `coderunner`: the one JSON object of a combinator template grader in Moodle's CodeRunner.
 * A field that CodeRunner doesn't know makes all of it an error, and so does anything on standard error.
 */

import type { Scorecard } from '../core/result/scorecard.ts';
import { foreignLine } from './foreign-text.ts';
import { jsonLine } from './json-document.ts';
import { scoreRatio } from './score-ratio.ts';
import type { ScorecardFormat } from './scorecard-reporter.ts';
import { caseStory, pointsText, scoreText, testStory } from './test-story.ts';

const columns = ['Test', 'Points', 'What happened'];

export const coderunnerFormat: ScorecardFormat = {
  forStudents: true,
  render(card) {
    // Without an object the attempt isn't marked.
    if (!card.finished || card.verdict === 'infra') return null;
    return `${jsonLine(outcome(card))}\n`;
  },
};

function outcome(card: Scorecard): unknown {
  const rows = card.cases.flatMap((scored) =>
    scored.tests.map((test) => [
      test.verdict === 'pass' ? 1 : 0,
      foreignLine(test.name),
      pointsText(test),
      testStory(card, scored, test, 2000),
    ]),
  );
  const stories = card.cases.flatMap((scored) => {
    const story = caseStory(scored, 4000);
    return story === ''
      ? []
      : [`<h5>${escapeHtml(foreignLine(scored.name))}</h5><pre>${escapeHtml(story)}</pre>`];
  });
  return {
    fraction: scoreRatio(card),
    prologuehtml: `<p>${escapeHtml(`${foreignLine(card.run.lab)}: ${scoreText(card)}`)}</p>`,
    testresults: [['iscorrect', ...columns], ...rows],
    // CodeRunner itself escapes what is %s; `iscorrect` has no format.
    columnformats: columns.map(() => '%s'),
    epiloguehtml: stories.join(''),
  };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
