import { describe, expect, it } from 'vitest';
import type { ExpectationOutcome, Verdict } from '../../../src/core/event/event.ts';
import { combineScores, scoreCase } from '../../../src/core/verdict/score.ts';

function outcome(points: number, of: number, verdict: ExpectationOutcome['verdict']): ExpectationOutcome {
  return { metric: 'a.b', verdict, value: 1, expected: '', points, of, message: '' };
}

describe('scoreCase', () => {
  it.each<[string, number | null, ExpectationOutcome[], [Verdict, number, number]]>([
    ['no expectations', null, [], ['pass', 0, 0]],
    ['all hold', null, [outcome(1, 1, 'pass'), outcome(2, 2, 'pass')], ['pass', 3, 3]],
    ['one fails', null, [outcome(1, 1, 'pass'), outcome(0, 2, 'fail')], ['partial', 1, 3]],
    ['all fail', null, [outcome(0, 1, 'fail'), outcome(0, 2, 'fail')], ['fail', 0, 3]],
    ['partial credit', null, [outcome(0.5, 2, 'partial')], ['partial', 0.5, 2]],
    ['one that is worth nothing fails', null, [outcome(1, 1, 'pass'), outcome(0, 0, 'fail')], ['fail', 1, 1]],
    ['decimal points', null, [outcome(0.1, 0.1, 'pass'), outcome(0.2, 0.2, 'pass')], ['pass', 0.3, 0.3]],
    ['points on the case, all hold', 2, [outcome(1, 1, 'pass'), outcome(1, 1, 'pass')], ['pass', 2, 2]],
    ['points on the case, one fails', 2, [outcome(1, 1, 'pass'), outcome(0, 1, 'fail')], ['fail', 0, 2]],
    ['points on the case, one is partial', 2, [outcome(0.5, 1, 'partial')], ['fail', 0, 2]],
  ])('%s', (_what, casePoints, outcomes, [verdict, points, of]) => {
    expect(scoreCase(casePoints, outcomes)).toEqual({ verdict, points, of });
  });
});

describe('combineScores', () => {
  const score = (verdict: Verdict, points: number, of = 2) => ({ verdict, points, of });

  it.each<[string, ReturnType<typeof score>[], Verdict]>([
    ['all pass', [score('pass', 2), score('pass', 2)], 'pass'],
    ['one fails', [score('pass', 2), score('fail', 0)], 'partial'],
    ['all fail', [score('fail', 0), score('fail', 0)], 'fail'],
    ['one is invalid', [score('invalid', 0), score('fail', 0), score('pass', 2)], 'invalid'],
    ['one is infra', [score('invalid', 0), score('infra', 0), score('pass', 2)], 'infra'],
    ['a failure without points', [score('pass', 2), score('fail', 0, 0)], 'fail'],
    ['no case at all', [], 'pass'],
  ])('%s', (_what, cases, verdict) => {
    expect(combineScores(cases).verdict).toBe(verdict);
  });
});
