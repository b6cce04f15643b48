/** What `wirelab grade` leaves in its folder. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunResult } from '../../src/core/result/result.ts';
import type { Grade } from '../../src/core/submission/grade.ts';

export interface Graded {
  readonly grade: Grade;
  /** Without cases where even the build failed by the machine's fault. */
  readonly result: RunResult;
  readonly studentPage: string;
  /** Cases that were run again because the machine spoilt them. */
  readonly repeated: number;
}

/** @returns by the submissions' names; null where it ended before there were grades */
export function readGrading(out: string): ReadonlyMap<string, Graded> | null {
  const [grading = ''] = readdirSync(out);
  const read = (...path: string[]): string | null => {
    const file = join(out, grading, ...path);
    return existsSync(file) ? readFileSync(file, 'utf8') : null;
  };
  const table = read('grades.json');
  if (table === null) return null;
  const { submissions }: { submissions: Grade[] } = JSON.parse(table);
  return new Map(
    submissions.map((grade) => [
      grade.submission,
      {
        grade,
        result: JSON.parse(read('submissions', grade.submission, 'result.json') ?? '{"cases": []}'),
        studentPage: (read('students', grade.submission, 'student.md') ?? '').replaceAll('&#34;', '"'),
        repeated: repeatedCases(read('submissions', grade.submission, 'events.ndjson') ?? ''),
      },
    ]),
  );
}

function repeatedCases(log: string): number {
  return log.split('\n').filter((line) => {
    const event: { type?: string; attempt?: number } = line === '' ? {} : JSON.parse(line);
    return event.type === 'case-started' && (event.attempt ?? 1) > 1;
  }).length;
}
