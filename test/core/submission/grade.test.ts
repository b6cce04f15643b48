import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../../src/core/result/result.ts';
import { countVerdicts, gradeOf } from '../../../src/core/submission/grade.ts';

function result(...verdicts: readonly RunResult['verdict'][]): RunResult {
  return {
    lab: 'a',
    verdict: verdicts[0] ?? 'pass',
    seed: 1,
    runtime: 'namespaces',
    emulator: 'fabric',
    score: { points: 2, of: 4 },
    duration: 1.5,
    environment: { wirelab: '0', kernel: '6', node: '20' },
    submission: { name: 'smith', language: 'c', problem: null },
    cases: verdicts.map((verdict, index) => ({
      case: `case ${index}`,
      verdict,
      score: { points: 1, of: 2 },
      seed: 1,
      duration: 1,
      metrics: {},
      expectations: [],
    })),
  };
}

const graded = (finished: boolean, ...verdicts: readonly RunResult['verdict'][]) =>
  gradeOf({ submission: 'smith', path: 'in/smith', of: 4, result: result(...verdicts), finished });

describe('a grade', () => {
  it('has the points of its cases', () => {
    expect(graded(true, 'partial', 'pass')).toMatchObject({
      language: 'c',
      verdict: 'partial',
      points: 2,
      of: 4,
      cases: [{ points: 1 }, { points: 1 }],
    });
  });

  it('scores nothing that the machine spoilt or somebody stopped, rather than 0', () => {
    expect(graded(true, 'infra', 'pass')).toMatchObject({
      verdict: 'infra',
      points: null,
      cases: [{ points: null }, { points: 1 }],
    });
    expect(graded(false, 'pass')).toMatchObject({ verdict: 'not-graded', points: null, of: 4 });
  });

  it('is counted by its verdict', () => {
    const grades = [graded(true, 'fail'), graded(true, 'pass'), graded(false, 'pass'), graded(true, 'pass')];
    expect(countVerdicts(grades)).toEqual([
      ['pass', 2],
      ['fail', 1],
      ['not-graded', 1],
    ]);
  });
});
