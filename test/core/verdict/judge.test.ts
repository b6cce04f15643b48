import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bound, ExpectationSpec, MetricValue, Requirement } from '../../../src/core/lab/lab.ts';
import { judge, judgeableNow } from '../../../src/core/verdict/judge.ts';

function value(figure: number): Bound {
  return { is: 'value', value: figure };
}

function relation(metric: string, times = 1, plus = 0, of: 'reference' | null = null): Bound {
  return { is: 'metric', metric, of, times, plus };
}

function expected(
  requirement: Requirement,
  text: string,
  extra: Partial<ExpectationSpec> = {},
): ExpectationSpec {
  return { metric: 'voice.loss', requirement, points: 2, because: '', text, ...extra };
}

const between = expected({ kind: 'between', low: value(0.07), high: value(0.13) }, 'between 7% and 13%');

describe('judge', () => {
  const requirements: [string, Requirement, MetricValue, 'pass' | 'fail'][] = [
    ['is, boolean', { kind: 'is', value: true }, true, 'pass'],
    ['is, the other boolean', { kind: 'is', value: true }, false, 'fail'],
    ['is, of another type', { kind: 'is', value: 1 }, true, 'fail'],
    ['is, a figure in another notation', { kind: 'is', value: 0.3 }, 0.1 + 0.2, 'pass'],
    ['is, text', { kind: 'is', value: 'SIGKILL' }, 'SIGKILL', 'pass'],
    ['is-not', { kind: 'is-not', value: 0 }, 1, 'pass'],
    ['is-not, the same', { kind: 'is-not', value: 0 }, 0, 'fail'],
    ['at-least, equal', { kind: 'at-least', bound: value(3) }, 3, 'pass'],
    ['at-least, less', { kind: 'at-least', bound: value(3) }, 2.999, 'fail'],
    ['at-least, of text', { kind: 'at-least', bound: value(3) }, '4', 'fail'],
    ['at-most, equal', { kind: 'at-most', bound: value(3) }, 3, 'pass'],
    ['at-most, more', { kind: 'at-most', bound: value(3) }, 3.001, 'fail'],
    ['at-most, NaN', { kind: 'at-most', bound: value(3) }, Number.NaN, 'fail'],
    ['between, lower end', between.requirement, 0.07, 'pass'],
    ['between, upper end', between.requirement, 0.13, 'pass'],
    ['between, below', between.requirement, 0.0699, 'fail'],
    ['between, above', between.requirement, 0.1301, 'fail'],
    ['within, at its edge', { kind: 'within', of: value(79_400), byRatio: 0.05 }, 75_430, 'pass'],
    ['within, beyond', { kind: 'within', of: value(79_400), byRatio: 0.05 }, 75_429, 'fail'],
    ['within, of a negative figure', { kind: 'within', of: value(-10), byRatio: 0.1 }, -10.5, 'pass'],
    ['matches, anywhere', { kind: 'matches', pattern: 'b+' }, 'abbc', 'pass'],
    ['matches, at a line', { kind: 'matches', pattern: '^two$' }, 'one\ntwo\n', 'pass'],
    ['matches, not', { kind: 'matches', pattern: '^two$' }, 'one two', 'fail'],
    ['matches, a pattern that is none', { kind: 'matches', pattern: '(' }, '(', 'fail'],
  ];

  it.each(requirements)('%s', (_what, requirement, seen, verdict) => {
    const outcome = judge(expected(requirement, 'such'), { 'voice.loss': seen }, {});
    expect(outcome).toMatchObject({ verdict, value: seen, points: verdict === 'pass' ? 2 : 0, of: 2 });
  });

  it.each<[string, ExpectationSpec, Record<string, MetricValue>, string]>([
    ['a pass', between, { 'voice.loss': 0.098 }, 'voice.loss is 9.8 %, expected between 7% and 13%'],
    [
      'a failure with its reason',
      { ...between, because: 'the link loses one in ten\n' },
      { 'voice.loss': 0.2 },
      'voice.loss is 20 %, expected between 7% and 13% (the link loses one in ten)',
    ],
    [
      'a near miss, with digits enough to see it',
      between,
      { 'voice.loss': 0.1300001 },
      'voice.loss is 13.00001 %, expected between 7% and 13%',
    ],
    [
      'is',
      { ...expected({ kind: 'is', value: true }, 'is true'), metric: 'download.intact' },
      { 'download.intact': false },
      'download.intact is false, expected true',
    ],
    [
      'a relation, with what it comes to here',
      {
        ...expected(
          { kind: 'at-most', bound: relation('wan.client.delay_p50', 2, 0.02) },
          'at most 2 × x + 20ms',
        ),
        metric: 'rpc.latency_p50',
      },
      { 'rpc.latency_p50': 0.13, 'wan.client.delay_p50': 0.04 },
      'rpc.latency_p50 is 130 ms, expected at most 2 × x + 20ms (here 100 ms)',
    ],
    [
      'a relation to what has no value',
      expected({ kind: 'at-most', bound: relation('a.loss') }, 'at most a.loss'),
      { 'voice.loss': 0.1 },
      "voice.loss can't be compared with a.loss, which has no number: no datagram arrived; expected at most a.loss",
    ],
    [
      'a relation to the reference',
      expected({ kind: 'at-most', bound: relation('a.loss', 1, 0, 'reference') }, 'at most a.loss'),
      { 'voice.loss': 0.1, 'a.loss': 0.1 },
      "voice.loss can't be compared with a.loss, which has no number: its reference was not run; expected at most a.loss",
    ],
    [
      'no value, with the reason',
      { ...between, metric: 'a.loss' },
      {},
      'a.loss has no value: no datagram arrived; expected between 7% and 13%',
    ],
    [
      'no value, and none knows why',
      { ...between, metric: 'constructor' },
      {},
      'constructor has no value: nothing measured it; expected between 7% and 13%',
    ],
    [
      'text where a figure is needed',
      between,
      { 'voice.loss': 'much' },
      'voice.loss is "much", not a number; expected between 7% and 13%',
    ],
  ])('says %s', (_what, expectation, metrics, message) => {
    expect(judge(expectation, metrics, { 'a.loss': 'no datagram arrived' }).message).toBe(message);
  });

  it('keeps long text out of the message', () => {
    const matches = expected({ kind: 'matches', pattern: 'z' }, 'matching z');
    const { message } = judge(matches, { 'voice.loss': 'y'.repeat(100_000) }, {});
    expect(message.length).toBeLessThan(300);
    expect(message).toContain('(100000 characters)');
  });

  it.each([
    [0, 0, 'fail'],
    [1e6, 0, 'fail'],
    [2.5e6, 1, 'partial'],
    [2e6, 0.66, 'partial'],
    [3.999e6, 1.99, 'partial'],
    [4e6, 2, 'pass'],
    [9e6, 2, 'pass'],
  ] as const)('credits %d bit/s of 1 to 4 Mbit/s with %d points of 2: %s', (seen, points, verdict) => {
    const credit = expected({ kind: 'credit', zero: value(1e6), full: value(4e6) }, 'credit');
    expect(judge(credit, { 'voice.loss': seen }, {})).toMatchObject({ points, verdict });
  });

  it('credits what is better when smaller', () => {
    const credit = expected({ kind: 'credit', zero: value(10), full: value(2) }, 'credit');
    const points = [12, 10, 6, 2, 1].map((seen) => judge(credit, { 'voice.loss': seen }, {}).points);
    expect(points).toEqual([0, 0, 1, 2, 2]);
  });

  it('gives all points for a pass, none for a fail, and something between for a partial', () => {
    const figure = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(figure, figure, figure, fc.integer({ min: 0, max: 50 }), (seen, zero, full, of) => {
        const credit = expected({ kind: 'credit', zero: value(zero), full: value(full) }, 'c', {
          points: of,
        });
        const { points, verdict } = judge(credit, { 'voice.loss': seen }, {});
        if (verdict === 'pass') expect(points).toBe(of);
        else if (verdict === 'fail') expect(points).toBe(0);
        else expect(points > 0 && points < of).toBe(true);
      }),
    );
  });
});

describe('against the reference', () => {
  const relative = expected(
    { kind: 'at-most', bound: relation('app.duration', 1.5, 0.1, 'reference') },
    "at most 1.5 × the reference's app.duration + 100ms",
    { metric: 'app.duration' },
  );
  const reference = {
    metrics: { 'app.duration': 2, 'app.stdout': 'x' },
    absent: { 'app.rtt': 'it was quick' },
  };

  it.each<[number, 'pass' | 'fail']>([
    [3.1, 'pass'],
    [3.2, 'fail'],
  ])('%d s is a %s', (seconds, verdict) => {
    const outcome = judge(relative, { 'app.duration': seconds }, {}, reference);
    expect(outcome).toMatchObject({ verdict, value: seconds });
    expect(outcome.message).toContain('(here 3.1 s)');
  });

  it.each([
    ['app.rtt', 'it was quick'],
    ['app.stdout', 'nothing measured it'],
    ['constructor', 'nothing measured it'],
  ])('%s, which the reference has no number of', (metric, why) => {
    const other = expected({ kind: 'at-least', bound: relation(metric, 1, 0, 'reference') }, 'such');
    expect(judge(other, { 'voice.loss': 1, [metric]: 1 }, {}, reference)).toMatchObject({
      verdict: 'fail',
      message: `voice.loss can't be compared with the reference's ${metric}, which has no number: ${why}; expected such`,
    });
  });

  it('can be decided as soon as the own figure is known', () => {
    expect(judgeableNow(relative, { 'app.duration': 1 })).toBe(true);
    expect(judgeableNow(relative, {})).toBe(false);
  });

  it('says where to look, where it is not as expected', () => {
    const none = expected({ kind: 'is', value: 0 }, 'is 0', { metric: 'resent', because: 'once is enough' });
    const evidence = { resent: 'packet 3 at 1.204 s' };
    const message = (value: number) => judge(none, { resent: value }, {}, null, evidence).message;
    expect(message(1)).toBe('resent is 1, expected 0; see packet 3 at 1.204 s (once is enough)');
    expect(message(0)).toBe('resent is 0, expected 0');
  });

  it("shows a measure's figure in its unit", () => {
    const rtt = expected({ kind: 'at-most', bound: value(0.05) }, 'at most 50ms', {
      metric: 'rtt',
      unit: 'seconds',
    });
    expect(judge(rtt, { rtt: 0.0625 }, {})).toMatchObject({
      unit: 'seconds',
      message: 'rtt is 62.5 ms, expected at most 50ms',
    });
  });
});

describe('judgeableNow', () => {
  const related = expected({ kind: 'at-most', bound: relation('a.loss') }, 'at most a.loss');

  it.each<[string, ExpectationSpec, Record<string, MetricValue>, boolean]>([
    ['nothing is known', between, {}, false],
    ['the metric is known', between, { 'voice.loss': 0.1 }, true],
    ['what it is related to is not', related, { 'voice.loss': 0.1 }, false],
    ['both are known', related, { 'voice.loss': 0.1, 'a.loss': 0.1 }, true],
  ])('%s', (_what, expectation, known, judgeable) => {
    expect(judgeableNow(expectation, known)).toBe(judgeable);
  });
});
