/** Whether a solution was given what it is known to deserve. */

import type { RunResult } from '../../src/core/result/result.ts';
import type { Grade } from '../../src/core/submission/grade.ts';

/** What is known of a solution beforehand. */
export interface Deserved {
  /** A right one gets all points; of a wrong one `fails` tells more where it is known. */
  readonly is: 'right' | 'wrong';
  readonly verdict?: 'invalid' | null;
  /** Exactly the cases that lose points, and metrics that fail there. */
  readonly fails?: ReadonlyMap<string, readonly string[]> | null;
}

/** @returns what is wrong with the verdict; null where it is right */
export function wrongVerdict(grade: Grade, result: RunResult, deserved: Deserved): string | null {
  if (deserved.is === 'right') {
    return grade.verdict === 'pass' ? null : `a right solution got ${shown(grade)}: ${firstFailure(result)}`;
  }
  if (grade.verdict === 'pass') return 'a wrong solution got all points';
  const { verdict = null, fails = null } = deserved;
  if (verdict !== null) return grade.verdict === verdict ? null : `${shown(grade)} instead of ${verdict}`;
  if (fails === null) return null;
  if (grade.verdict === 'invalid') return `invalid: ${grade.reason}`;
  const lost = result.cases.filter(({ score }) => score.points < score.of);
  for (const { case: name, expectations } of lost) {
    const wanted = fails.get(name);
    if (wanted === undefined) return `case "${name}" lost points: ${firstFailure(result)}`;
    const failed = expectations.filter((one) => one.verdict !== 'pass').map(({ metric }) => metric);
    const missing = wanted.find((metric) => !failed.includes(metric));
    if (missing !== undefined) return `case "${name}": ${missing} holds`;
  }
  const unharmed = [...fails.keys()].find((name) => !lost.some((one) => one.case === name));
  return unharmed === undefined ? null : `case "${unharmed}" lost no points`;
}

/** The same for every run whose verdict is the same: of the whole and of each case, with the points. */
export function fingerprint({ verdict, points, cases }: Grade): string {
  return JSON.stringify([verdict, points, cases.map((one) => [one.case, one.verdict, one.points])]);
}

function shown({ verdict, points, of }: Grade): string {
  return `${verdict} (${points ?? 'no'} of ${of} points)`;
}

function firstFailure(result: RunResult): string {
  const failed = result.cases.flatMap((one) =>
    one.expectations
      .filter(({ verdict }) => verdict !== 'pass')
      .map(({ message }) => `${one.case}: ${message}`),
  );
  return failed[0] ?? result.submission?.problem ?? 'no expectation failed';
}
