import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/core/event/event.ts';
import type { Scorecard } from '../../../src/core/result/scorecard.ts';
import { ScorecardFold } from '../../../src/core/result/scorecard-fold.ts';
import {
  type GradedCase,
  gradedCase,
  gradedRun,
  runOf,
  spoiltRun,
  stoppedRun,
} from '../../report/graded-run.ts';
import { runEnded, runStarted, stream } from '../../report/synthetic-run.ts';

function scorecard(events: readonly RunEvent[]): Scorecard {
  const fold = new ScorecardFold();
  for (const event of events) fold.add(event);
  return fold.scorecard();
}

function testsOf(card: Scorecard): string[] {
  return card.cases.flatMap(({ tests }) =>
    tests.map(({ name, verdict, points, of }) => `${name}: ${verdict} ${points}/${of}`),
  );
}

const two: GradedCase['outcomes'] = [
  { verdict: 'pass' },
  { verdict: 'fail', metric: 'client.exit_code', expected: 'is 0' },
];

describe('ScorecardFold', () => {
  it('has a test for each expectation, or for a case that gives points as a whole', () => {
    const card = scorecard(gradedRun);
    expect(card).toMatchObject({ verdict: 'partial', points: 3.5, of: 8, finished: true });
    expect(testsOf(card)).toEqual([
      'clean link: client.stdout is "hello": pass 1/1',
      'clean link: download.goodput credit: partial 1.5/2',
      'clean link: client.exit_code is 0: fail 0/1',
      'lossy link: fail 0/2',
      'secret link: canary.one canary: pass 1/1',
      'secret link: canary.two canary: fail 0/1',
    ]);
    const sum = card.cases.flatMap(({ tests }) => tests).reduce((total, { points }) => total + points, 0);
    expect(sum).toBe(card.points);
  });

  it('has the same tests however the run went, also where a case is worth as much as it has expectations', () => {
    const names = (events: readonly RunEvent[]) =>
      scorecard(events).cases.map(({ tests }) => tests.map(({ name, of }) => [name, of]));
    const ended = [
      { verdict: 'pass', points: 2, of: 2 },
      { verdict: 'fail', points: 0, of: 2 },
      { verdict: 'invalid', points: 0, of: 2, reason: 'no' },
      { verdict: 'infra', points: 0, of: 2, reason: 'no' },
    ] as const;
    const whole = ended.map((end) =>
      names(runOf([{ name: 'main', points: 2, outcomes: two, ended: end }], end.verdict)),
    );
    expect(new Set(whole.map((each) => JSON.stringify(each)))).toEqual(new Set(['[[["main",2]]]']));
    const single = ended.map((end) =>
      names(runOf([{ name: 'main', outcomes: two, ended: end }], end.verdict)),
    );
    expect(new Set(single.map((each) => JSON.stringify(each))).size).toBe(1);
  });

  it.each(['infra', 'invalid'] as const)(
    'gives all tests of a case its verdict %s, and its reason',
    (verdict) => {
      const [clean, spoilt] = scorecard(spoiltRun(verdict)).cases;
      expect(clean?.verdict).toBe('partial');
      expect(spoilt?.tests).toMatchObject([
        { verdict, points: 0, of: 2, message: expect.stringMatching(/busy|compile/) },
      ]);
    },
  );

  it('tells of a run that was stopped, and of the cases that it never came to', () => {
    const card = scorecard(stoppedRun());
    expect(card).toMatchObject({ finished: false, interruptedBy: 'SIGTERM', points: 2.5, of: 4 });
    expect(card.cases.map(({ verdict, of }) => [verdict, of])).toEqual([
      ['partial', 4],
      ['not-run', 2],
      ['not-run', 0],
    ]);
    expect(card.cases.every(({ tests }) => tests.length > 0)).toBe(true);
  });

  it('names tests apart', () => {
    const outcomes = ['a', 'a', 'a (2)'].map((expected) => ({
      verdict: 'pass' as const,
      metric: 'm',
      expected,
    }));
    const card = scorecard(
      runOf([{ name: 'c', outcomes, ended: { verdict: 'pass', points: 3, of: 3 } }], 'pass'),
    );
    const names = card.cases.flatMap(({ tests }) => tests.map(({ name }) => name));
    expect(new Set(names).size).toBe(3);
    expect(names.slice(0, 2)).toEqual(['c: m a', 'c: m a (2)']);
  });

  it('counts the attempt that counts, with its output', () => {
    const graded: GradedCase = {
      name: 'main',
      outcomes: two,
      ended: { verdict: 'partial', points: 1, of: 2 },
    };
    const spoilt = {
      ...graded,
      output: 'first',
      ended: { ...graded.ended, verdict: 'infra' as const, superseded: true },
    };
    const [main] = scorecard(
      stream(
        runStarted,
        ...gradedCase(spoilt),
        ...gradedCase({ ...graded, output: 'second' }),
        runEnded('partial', 1, 2),
      ),
    ).cases;
    expect(main).toMatchObject({
      verdict: 'partial',
      output: [{ program: 'client', text: 'second', cut: 0 }],
    });
  });

  it('keeps the end of what a program printed', () => {
    const events = runOf(
      [
        {
          name: 'main',
          outcomes: two,
          ended: { verdict: 'partial', points: 1, of: 2 },
          output: `${'x'.repeat(10_000)}end`,
        },
      ],
      'partial',
    );
    const [tail] = scorecard(events).cases[0]?.output ?? [];
    expect(tail).toMatchObject({ program: 'client', stream: 'stderr', cut: 10_003 - 4096 });
    expect(tail?.text.endsWith('xend')).toBe(true);
  });

  it('has nothing to tell before a run', () => {
    expect(() => scorecard([])).toThrow(TypeError);
  });
});
