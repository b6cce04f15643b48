import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExpectationOutcome, Verdict } from '../../../src/core/event/event.ts';
import type { RepeatScoring } from '../../../src/core/lab/lab.ts';
import { type Repeat, type Repeats, scoreRepeats } from '../../../src/core/verdict/repeats.ts';
import { scoreCase } from '../../../src/core/verdict/score.ts';

function outcome(points: number, index: number): ExpectationOutcome {
  const verdict = points === 2 ? 'pass' : points > 0 ? 'partial' : 'fail';
  return { metric: `m${index}`, verdict, value: points, expected: '', points, of: 2, message: 'such' };
}

/** @param points of each expectation, of 2; or why there are none */
function repeat(
  seed: number,
  points: readonly number[] | 'infra' | 'invalid',
  casePoints: number | null,
): Repeat {
  if (typeof points === 'string') return { seed, verdict: points, points: 0, of: 4, expectations: [] };
  const expectations = points.map(outcome);
  return { ...scoreCase(casePoints, expectations), seed, expectations };
}

function scored(
  scoring: RepeatScoring,
  runs: readonly (readonly number[] | 'infra' | 'invalid')[],
  casePoints: number | null = null,
): Repeat {
  const [first, ...others] = runs.map((points, index) => repeat(index + 1, points, casePoints));
  if (first === undefined) throw new Error('no repeats');
  return scoreRepeats(scoring, casePoints, [first, ...others]);
}

describe('scoreRepeats', () => {
  const mixed = [
    [2, 0],
    [2, 2],
    [0, 2],
    [1, 2],
  ] as const;

  it.each<[RepeatScoring, Verdict, number, number]>([
    ['best', 'pass', 4, 2],
    ['worst', 'partial', 2, 1],
    ['all', 'fail', 0, 1],
  ])('%s', (scoring, verdict, points, seed) => {
    expect(scored(scoring, mixed)).toMatchObject({ verdict, points, of: 4, seed });
  });

  it('all: an expectation counts as it fared where it fared worst, and says where', () => {
    expect(
      scored('all', [
        [2, 1],
        [1, 2],
        [0.5, 2],
      ]).expectations,
    ).toMatchObject([
      { points: 0.5, value: 0.5, verdict: 'partial', message: 'such (seed 3)' },
      { points: 1, value: 1, verdict: 'partial', message: 'such (seed 1)' },
    ]);
    expect(
      scored('all', [
        [2, 2],
        [2, 2],
      ]),
    ).toMatchObject({ verdict: 'pass', points: 4, expectations: [{ message: 'such' }, { message: 'such' }] });
  });

  it('leaves a case its points as a whole, or none', () => {
    expect(
      scored(
        'all',
        [
          [2, 2],
          [2, 0],
        ],
        5,
      ),
    ).toMatchObject({ verdict: 'fail', points: 0, of: 5 });
    expect(
      scored(
        'best',
        [
          [2, 2],
          [2, 0],
        ],
        5,
      ),
    ).toMatchObject({ verdict: 'pass', points: 5, of: 5 });
    expect(
      scored(
        'worst',
        [
          [2, 2],
          [2, 0],
        ],
        5,
      ),
    ).toMatchObject({ verdict: 'fail', points: 0, of: 5 });
  });

  it.each<[RepeatScoring, (readonly number[] | 'infra' | 'invalid')[], Verdict]>([
    ['all', [[2, 2], 'infra', [0, 0]], 'infra'],
    ['worst', [[2, 2], 'infra', 'invalid'], 'infra'],
    ['worst', [[0, 0], 'invalid'], 'invalid'],
    ['best', ['infra', [2, 2]], 'pass'],
    ['best', ['infra', [2, 0]], 'infra'],
    ['best', ['invalid', [0, 0]], 'fail'],
    ['best', ['invalid', 'invalid'], 'invalid'],
  ])('%s of %j is %s', (scoring, runs, verdict) => {
    expect(scored(scoring, runs).verdict).toBe(verdict);
  });

  it('takes the first of equals, and a single one as it is', () => {
    for (const scoring of ['all', 'best', 'worst'] as const) {
      expect(
        scored(scoring, [
          [1, 1],
          [1, 1],
        ]).seed,
      ).toBe(1);
      expect(scored(scoring, [[1, 0]])).toEqual(repeat(1, [1, 0], null));
    }
  });

  it('never gives more for all than for the worst, nor more for that than for the best', () => {
    const run = fc.tuple(fc.constantFrom(0, 0.5, 1, 2), fc.constantFrom(0, 0.5, 1, 2));
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 6 }), (runs) => {
        const [first, ...others] = runs.map((points, index) => repeat(index, points, null));
        if (first === undefined) return;
        const repeats: Repeats = [first, ...others];
        const [all, worst, best] = (['all', 'worst', 'best'] as const).map(
          (scoring) => scoreRepeats(scoring, null, repeats).points,
        );
        expect(all).toBeLessThanOrEqual(worst ?? Number.NaN);
        expect(worst).toBeLessThanOrEqual(best ?? Number.NaN);
        if (runs.every(([a, b]) => a === 2 && b === 2)) expect(all).toBe(4);
      }),
      { seed: 6 },
    );
  });
});
