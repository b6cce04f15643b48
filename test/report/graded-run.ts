/** A graded run, put together by hand: points on expectations, points on a case, a hidden case, a repeated one. */

import type {
  CaseEnded,
  ExpectationOutcome,
  RunEvent,
  RunEventBody,
  Verdict,
} from '../../src/core/event/event.ts';
import { runEnded, runStarted, stream, topology } from './synthetic-run.ts';

export interface GradedCase {
  readonly name: string;
  /** Points on the case as a whole. */
  readonly points?: number;
  readonly hidden?: boolean;
  /** One for each expectation, worth a point each. */
  readonly outcomes: readonly (Partial<ExpectationOutcome> & {
    readonly verdict: ExpectationOutcome['verdict'];
  })[];
  readonly ended: Pick<CaseEnded, 'verdict' | 'points' | 'of'> & Partial<CaseEnded>;
  readonly output?: string;
}

export function gradedCase({
  name,
  points,
  hidden = false,
  outcomes,
  ended,
  output,
}: GradedCase): RunEventBody[] {
  const expectations = outcomes.map(({ metric = 'client.stdout', expected = 'is "hello"', of = 1 }) => ({
    metric,
    expected,
    points: of,
    because: '',
  }));
  const judged = ended.verdict !== 'infra' && ended.verdict !== 'invalid';
  const decisions = outcomes.map(
    (
      { verdict, metric = 'client.stdout', expected = 'is "hello"', of = 1, ...rest },
      index,
    ): RunEventBody => ({
      type: 'expectation-decided',
      case: name,
      index,
      outcome: {
        metric,
        expected,
        of,
        verdict,
        points: verdict === 'pass' ? of : 0,
        value: verdict,
        message: `${metric} is ${verdict}, expected ${expected}`,
        ...rest,
      },
    }),
  );
  return [
    {
      type: 'case-started',
      case: name,
      seed: 417,
      attempt: 1,
      timeLimitMs: 30_000,
      hidden,
      points: points ?? null,
      topology: { ...topology, expectations },
    },
    ...(output === undefined
      ? []
      : [
          {
            type: 'program-output' as const,
            case: name,
            program: 'client',
            stream: 'stderr' as const,
            text: output,
          },
        ]),
    ...(judged ? decisions : []),
    {
      type: 'case-ended',
      case: name,
      seed: 417,
      attempt: 1,
      durationSeconds: 2.5,
      reason: null,
      sentences: [],
      superseded: false,
      ...ended,
    },
  ];
}

const separate: GradedCase = {
  name: 'clean link',
  outcomes: [
    { verdict: 'pass' },
    {
      verdict: 'partial',
      metric: 'download.goodput',
      expected: 'credit',
      points: 1.5,
      of: 2,
      value: 3_000_000,
    },
    { verdict: 'fail', metric: 'client.exit_code', expected: 'is 0', value: 1 },
  ],
  ended: {
    verdict: 'partial',
    points: 2.5,
    of: 4,
    sentences: ['download (TCP): all 4,000,000 bytes arrived.'],
  },
  output: 'Traceback (most recent call last):\n  KeyError\n',
};

const whole: GradedCase = {
  name: 'lossy link',
  points: 2,
  outcomes: [{ verdict: 'pass' }, { verdict: 'fail', metric: 'client.exit_code', expected: 'is 0' }],
  ended: { verdict: 'fail', points: 0, of: 2 },
};

const hidden: GradedCase = {
  name: 'secret link',
  hidden: true,
  outcomes: [
    { verdict: 'pass', metric: 'canary.one', expected: 'canary', message: 'canary' },
    { verdict: 'fail', metric: 'canary.two', expected: 'canary', message: 'canary', value: 'canary' },
  ],
  ended: { verdict: 'partial', points: 1, of: 2, reason: 'canary', sentences: ['canary'] },
  output: 'canary',
};

export function runOf(cases: readonly GradedCase[], verdict: Verdict): RunEvent[] {
  const scored = cases.map(({ ended }) => ended);
  const points = scored.reduce((sum, ended) => sum + ended.points, 0);
  const of = scored.reduce((sum, ended) => sum + ended.of, 0);
  return stream(
    { ...runStarted, cases: cases.map(({ name }) => name) },
    ...cases.flatMap(gradedCase),
    runEnded(verdict, points, of),
  );
}

/** 3.5 of 8 points. */
export const gradedRun: readonly RunEvent[] = runOf([separate, whole, hidden], 'partial');

/** The second of its cases can't be judged. */
export function spoiltRun(verdict: 'infra' | 'invalid'): RunEvent[] {
  const reason = verdict === 'infra' ? 'the machine was too busy' : 'client.c does not compile';
  const spoilt = { ...whole, ended: { verdict, points: 0, of: 2, reason } };
  return runOf([separate, spoilt], verdict);
}

/** Stopped by a signal in its second case. */
export function stoppedRun(): RunEvent[] {
  return stream(
    { ...runStarted, cases: ['clean link', 'lossy link', 'never begun'] },
    ...gradedCase(separate),
    ...gradedCase(whole).slice(0, 1),
    { type: 'interrupted', signal: 'SIGTERM' },
  );
}
