import { expect, it } from 'vitest';
import type { Grade } from '../../src/core/submission/grade.ts';
import { type GradeTable, gradeCsv, gradeJson, gradeLines } from '../../src/report/grade-table.ts';

const grade: Grade = {
  submission: '=HYPERLINK("http://evil")',
  path: 'in/\u001b[31mred',
  language: 'c',
  verdict: 'invalid',
  points: 0,
  of: 3,
  reason: '@SUM(1)\nsecond line',
  seconds: 1.23456,
  cases: [{ case: 'main', verdict: 'invalid', points: 0, of: 3 }],
};
const spoilt: Grade = {
  ...grade,
  submission: 'smith',
  verdict: 'infra',
  points: null,
  reason: null,
  cases: [],
};
const table: GradeTable = { lab: 'echo', seed: 7, cases: ['main'], grades: [grade, spoilt] };

it('has no formula in its cells, no line break and no escape sequence', () => {
  const rows = gradeCsv(table).split('\r\n');
  expect(rows).toHaveLength(4);
  expect(rows[1]).toBe(
    `"'=HYPERLINK(""http://evil"")","c","invalid",0,3,7,1.235,"'@SUM(1)\u240asecond line","in/red",0`,
  );
});

it('leaves points empty that were not scored', () => {
  expect(gradeCsv(table).split('\r\n')[2]).toMatch(/^"smith","c","infra",,3,/);
  expect(JSON.parse(gradeJson(table)).submissions[1].points).toBeNull();
});

it('is a table for people, with a summary', () => {
  const lines = gradeLines(table);
  expect(lines[2]).toMatch(/^smith +c +infra +- of 3 +1\.23 s$/);
  expect(lines.at(-1)).toBe('2 submissions: 1 invalid, 1 infra');
  expect(lines.join('')).not.toContain('\u001b');
});
