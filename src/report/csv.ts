/** The reporter `csv`: a row for each test, for a spreadsheet. */

import type { Scorecard } from '../core/result/scorecard.ts';
import { csvRow, csvText } from './csv-cell.ts';
import type { ScorecardFormat } from './scorecard-reporter.ts';
import { observedText } from './test-story.ts';

export const csvFormat: ScorecardFormat = { forStudents: false, render: csvTable };

const header = 'lab,case,test,verdict,points,of,metric,expected,observed,seed,seconds,message';

function csvTable(card: Scorecard): string {
  const rows = card.cases.flatMap((scored) =>
    scored.tests.map((test) =>
      csvRow([
        csvText(card.run.lab),
        csvText(scored.name),
        csvText(test.name),
        csvText(test.verdict),
        test.points,
        test.of,
        csvText(test.metric ?? ''),
        csvText(test.expected ?? ''),
        csvText(observedText(test)),
        scored.seed,
        Math.round(scored.durationSeconds * 1000) / 1000,
        csvText(test.message),
      ]),
    ),
  );
  return `${header}\r\n${rows.join('')}`;
}
