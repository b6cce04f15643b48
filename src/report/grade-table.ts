/** The table of all submissions: for people, for a spreadsheet, for a program. */

import { countVerdicts, type Grade } from '../core/submission/grade.ts';
import { formatSeconds, plural } from '../core/text/figure.ts';
import { csvRow, csvText } from './csv-cell.ts';
import { formatTable } from './table.ts';

export interface GradeTable {
  readonly lab: string;
  readonly seed: number;
  /** Of the lab, in its order. */
  readonly cases: readonly string[];
  readonly grades: readonly Grade[];
}

/** Lines; nothing in them is foreign but made safe. */
export function gradeLines({ grades }: GradeTable): string[] {
  const rows = grades.map(({ submission, language, verdict, points, of, seconds, reason }) => [
    submission,
    language ?? '-',
    verdict,
    points === null ? `- of ${of}` : `${points} of ${of}`,
    formatSeconds(seconds),
    reason ?? '',
  ]);
  const counts = countVerdicts(grades).map(([verdict, count]) => `${count} ${verdict}`);
  return [
    ...formatTable(['submission', 'language', 'verdict', 'points', 'time', 'why'], rows, 3),
    '',
    `${plural(grades.length, 'submission')}: ${counts.join(', ')}`,
  ];
}

/** A row for each submission, a column for each case's points. */
export function gradeCsv({ seed, cases, grades }: GradeTable): string {
  const header = ['submission', 'language', 'verdict', 'points', 'of', 'seed', 'seconds', 'reason', 'path'];
  const rows = grades.map((grade) =>
    csvRow([
      csvText(grade.submission),
      csvText(grade.language ?? ''),
      csvText(grade.verdict),
      grade.points ?? '',
      grade.of,
      seed,
      Math.round(grade.seconds * 1000) / 1000,
      csvText(grade.reason ?? ''),
      csvText(grade.path),
      ...cases.map((name) => grade.cases.find((entry) => entry.case === name)?.points ?? ''),
    ]),
  );
  return csvRow([...header, ...cases.map((name) => csvText(`points: ${name}`))]) + rows.join('');
}

export function gradeJson({ lab, seed, grades }: GradeTable): string {
  return `${JSON.stringify({ lab, seed, submissions: grades }, null, 2)}\n`;
}
