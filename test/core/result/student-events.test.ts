import { describe, expect, it } from 'vitest';
import type { RunEvent, RunEventBody } from '../../../src/core/event/event.ts';
import { unimpaired } from '../../../src/core/lab/impairment.ts';
import { foldResult } from '../../../src/core/result/result.ts';
import { StudentEvents } from '../../../src/core/result/student-events.ts';
import { reporterNames } from '../../../src/report/create-reporter.ts';
import { type GradedCase, gradedCase, gradedRun, runOf } from '../../report/graded-run.ts';
import { reportOf } from '../../report/hostile-run.ts';
import { counters, runEnded, runStarted, stream, topology } from '../../report/synthetic-run.ts';

function forStudents(events: readonly RunEvent[]): RunEvent[] {
  const students = new StudentEvents();
  return events.map((event) => students.filter(event)).filter((event) => event !== null);
}

const secret = 'canary';

/** Every type of event that a case can have, with the secret in every text. */
const secretEvents: RunEventBody[] = [
  { type: 'reference-measured', case: 'exam', seed: 1, metrics: { [secret]: secret } },
  {
    type: 'case-started',
    case: 'exam',
    seed: 1,
    attempt: 1,
    timeLimitMs: 1000,
    hidden: true,
    points: null,
    topology: {
      ...topology,
      nodes: [{ name: secret, forward: false }],
      programs: [{ name: secret, node: secret, service: false }],
      timeline: [{ atMs: 1, text: secret }],
      expectations: [{ metric: secret, expected: secret, points: 2, because: secret }],
    },
  },
  { type: 'environment-found', case: 'exam', facts: { [secret]: secret } },
  { type: 'node-ready', case: 'exam', node: secret, sysctls: {}, skippedSysctls: [secret] },
  { type: 'node-died', case: 'exam', node: secret, cause: secret },
  { type: 'clock-started', case: 'exam' },
  { type: 'program-started', case: 'exam', program: secret, node: secret },
  { type: 'program-output', case: 'exam', program: secret, stream: 'stderr', text: secret },
  {
    type: 'program-ended',
    case: 'exam',
    program: secret,
    exitCode: 1,
    signal: null,
    stopped: false,
    limit: 'memory',
    durationSeconds: 1,
  },
  {
    type: 'flow-ended',
    case: 'exam',
    flow: secret,
    completed: false,
    reason: secret,
    metrics: { [secret]: 1 },
  },
  { type: 'wire-progress', case: 'exam', directions: [{ link: secret, from: secret, ...counters }] },
  {
    type: 'impairment-changed',
    case: 'exam',
    link: secret,
    from: secret,
    impairment: unimpaired,
    cause: 'timeline',
  },
  {
    type: 'fault-fired',
    case: 'exam',
    link: secret,
    from: secret,
    rule: 0,
    nth: 1,
    action: secret,
    packet: secret,
  },
  { type: 'warning', case: 'exam', message: secret },
  {
    ...{ type: 'system-call', case: 'exam', program: secret, node: secret, pid: 2, kind: 'call' },
    ...{ text: secret, result: secret, startMs: 1, durationMs: 1 },
  },
  {
    ...{ type: 'trace-ended', case: 'exam', nodes: [secret], furtherPackets: 1, noPackets: secret },
    packets: [{ atMs: 1, seen: 'sent', from: secret, to: secret, text: secret }],
    ...{ furtherCalls: { [secret]: 1 }, clockErrorMs: 1 },
  },
  { type: 'case-metrics', case: 'exam', metrics: { [secret]: secret }, absent: { [secret]: secret } },
  {
    type: 'expectation-decided',
    case: 'exam',
    index: 0,
    outcome: {
      metric: secret,
      verdict: 'partial',
      value: secret,
      expected: secret,
      points: 1,
      of: 2,
      message: secret,
    },
  },
  {
    type: 'case-ended',
    case: 'exam',
    seed: 1,
    attempt: 1,
    verdict: 'partial',
    points: 1,
    of: 2,
    durationSeconds: 1,
    reason: secret,
    sentences: [secret],
    superseded: false,
  },
];

const secretRun = stream({ ...runStarted, cases: ['exam'] }, ...secretEvents, runEnded('partial', 1, 2));

describe('StudentEvents', () => {
  it('lets nothing of a hidden case through but its name, its end and its points', () => {
    const shown = forStudents(secretRun);
    expect(JSON.stringify(shown)).not.toContain(secret);
    expect(foldResult(shown)).toMatchObject({
      verdict: 'partial',
      score: { points: 1, of: 2 },
      cases: [{ case: 'exam', verdict: 'partial', score: { points: 1, of: 2 }, metrics: {} }],
    });
  });

  it('changes nothing where nothing is hidden', () => {
    const open = secretRun.map((event) =>
      event.type === 'case-started' ? { ...event, hidden: false } : event,
    );
    expect(forStudents(open)).toEqual(open.filter(({ type }) => type !== 'reference-measured'));
  });

  it('comes to the same score', () => {
    const [all, shown] = [foldResult(gradedRun), foldResult(forStudents(gradedRun))];
    expect(shown.score).toEqual(all.score);
    expect(shown.cases.map(({ score, verdict }) => ({ score, verdict }))).toEqual(
      all.cases.map(({ score, verdict }) => ({ score, verdict })),
    );
  });

  it('comes to the same score where a hidden case is repeated and every repeat counts', () => {
    const repeated = (verdicts: readonly ('pass' | 'fail')[], index: number): RunEventBody[] => {
      const points = verdicts.filter((verdict) => verdict === 'pass').length;
      const graded: GradedCase = {
        name: 'exam',
        hidden: true,
        outcomes: verdicts.map((verdict, at) => ({ verdict, metric: `${secret}.${at}` })),
        ended: { verdict: points === 2 ? 'pass' : 'partial', points, of: 2, seed: 417 + index },
      };
      return gradedCase(graded).map((event) =>
        event.type === 'case-started'
          ? { ...event, seed: 417 + index, repeat: { index: index + 1, times: 2, score: 'all' } }
          : event,
      );
    };
    const events = stream(
      { ...runStarted, cases: ['exam'] },
      ...repeated(['pass', 'fail'], 0),
      ...repeated(['fail', 'pass'], 1),
      runEnded('fail', 0, 2),
    );
    expect(foldResult(events).cases[0]?.score).toEqual({ points: 0, of: 2 });
    expect(foldResult(forStudents(events)).cases[0]?.score).toEqual({ points: 0, of: 2 });
  });
});

describe('reports that students read', () => {
  const students = [
    'student-json',
    'student-markdown',
    'github',
    'gradescope',
    'autolab',
    'prairielearn',
    'coderunner',
  ];

  it.each(students)('%s holds nothing hidden', async (name) => {
    for (const events of [secretRun, runOf([], 'pass'), gradedRun]) {
      expect(await reportOf(name, events)).not.toContain(secret);
    }
    expect(await reportOf(name, gradedRun)).toContain('secret link');
  });

  it('are all but those for instructors', () => {
    const instructors = ['plain', 'json', 'junit', 'tap', 'markdown', 'csv'];
    expect([...students, ...instructors].sort()).toEqual([...reporterNames].sort());
  });

  it.each(['plain', 'json', 'junit', 'tap', 'markdown', 'csv'])('%s is the whole story', async (name) => {
    expect(await reportOf(name, secretRun)).toContain(secret);
  });
});
