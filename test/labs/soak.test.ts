import { expect, it } from 'vitest';
import type { RunResult } from '../../src/core/result/result.ts';
import type { Grade } from '../../src/core/submission/grade.ts';
import { type Run, Tally } from '../soak/tally.ts';
import type { Deserved } from './judgement.ts';

/** A lab of two cases with one expectation each, on metrics `a` and `b`, that hold or don't. */
function run(first: boolean, second: boolean, deserved: Deserved): Run {
  const cases = [first, second].map((holds, index) => ({
    case: ['one', 'two'][index] ?? '',
    verdict: holds ? ('pass' as const) : ('fail' as const),
    points: holds ? 1 : 0,
    of: 1,
  }));
  const points = cases.reduce((sum, one) => sum + one.points, 0);
  const grade: Grade = {
    ...{ submission: 'c', path: '/c', language: 'c', of: 2, reason: null, seconds: 1, cases, points },
    verdict: points === 2 ? 'pass' : points === 1 ? 'partial' : 'fail',
  };
  const result = {
    cases: cases.map(({ case: name, verdict, points: earned, of }, index) => ({
      case: name,
      score: { points: earned, of },
      expectations: [{ metric: ['a', 'b'][index], verdict, message: `${name} failed` }],
    })),
  } as unknown as RunResult;
  return { lab: 'echo', kind: 'c', grade, result, deserved, repeated: 0 };
}

const right: Deserved = { is: 'right' };
const failsTwo: Deserved = { is: 'wrong', fails: new Map([['two', ['b']]]) };

it.each<[string, Run, string | null]>([
  ['a right solution with all points', run(true, true, right), null],
  [
    'a right solution that lost some',
    run(true, false, right),
    'echo c: a right solution got partial (1 of 2 points): two: two failed',
  ],
  ['a wrong solution with all points', run(true, true, failsTwo), 'echo c: a wrong solution got all points'],
  ['a wrong solution as it is known', run(true, false, failsTwo), null],
  [
    'a wrong solution that loses more',
    run(false, false, failsTwo),
    'echo c: case "one" lost points: one: one failed',
  ],
  [
    'a wrong solution that fails otherwise',
    run(true, false, { is: 'wrong', fails: new Map([['two', ['c']]]) }),
    'echo c: case "two": c holds',
  ],
  [
    'a wrong solution that loses elsewhere',
    run(false, true, {
      is: 'wrong',
      fails: new Map([
        ['one', ['a']],
        ['two', ['b']],
      ]),
    }),
    'echo c: case "two" lost no points',
  ],
])('judges %s', (_what, one, finding) => {
  expect(new Tally().add(one)).toBe(finding);
});

it('counts what changes, and never what the machine spoilt', () => {
  const tally = new Tally();
  const wrong: Deserved = { is: 'wrong' };
  const { grade, ...spoilt } = run(false, false, wrong);
  tally.add(run(false, true, wrong));
  tally.add({ ...spoilt, grade: { ...grade, verdict: 'infra' }, repeated: 2 });
  expect(tally.add(run(true, false, wrong))).toMatch(/^echo c: first \["partial".*, now \["partial"/);
  expect(tally.lines().at(-1)).toMatch(/^all +3 +2 +0 +1 +1 +2$/);
});
