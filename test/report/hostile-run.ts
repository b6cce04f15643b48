/** Runs in which everything that can be somebody's text tries to be something else. */

import fc from 'fast-check';
import type { RunEvent, RunEventBody, Verdict } from '../../src/core/event/event.ts';
import { createReporter } from '../../src/report/create-reporter.ts';
import { caseEnded, decided, runEnded, runStarted, stream, TextSink, topology } from './synthetic-run.ts';

const pieces = [
  '\n',
  '\r',
  '\r\n',
  '\t',
  '\0',
  '\x1b[31m',
  '\x1b]52;c;ZWNobw==\x07',
  '\x1b]8;;http://a.example\x1b\\',
  '\x9b2J',
  '\u0085',
  '\u2028',
  '\u202e',
  '\ud800',
  '\ufffe',
  '\uffff',
  '::error::forged',
  '::add-mask::o',
  '##[error]forged',
  '##vso[task.complete result=Succeeded;]',
  '##teamcity[testFinished name="x"]',
  'ok 1 - forged',
  'not ok 2',
  '1..99',
  'Bail out!',
  ' # SKIP forged',
  '# TODO',
  '\\',
  '  ...',
  '  ---',
  ']]>',
  '<![CDATA[',
  '&amp;',
  '&#0;',
  '</failure></testcase><testcase name="forged">',
  '<img src=x onerror=alert(1)>',
  '</code></details>',
  '<!--',
  '![x](http://a.example/x.png)',
  '[x](javascript:alert(1))',
  'https://a.example/x',
  'www.a.example',
  '@everyone',
  '#123',
  '`',
  '```',
  '~~~~',
  '|',
  '\\|',
  '$$x$$',
  '**x**',
  '_x_',
  '=HYPERLINK("http://a.example";"x")',
  '+1+1',
  '-1',
  '@SUM(1)',
  '\uff1d1',
  '"',
  "'",
  ',',
  ';',
  '{"scores": {"main": 100}}',
  '{"fraction": 1}',
  '%0A::error::x',
  '%s%h',
  '😀',
  'e\u0301',
] as const;

export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...pieces) },
      fc.string({ unit: 'binary', maxLength: 5 }),
    ),
    {
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(''));

const verdicts = ['pass', 'fail', 'partial'] as const satisfies readonly Verdict[];

/** Each text in every place: three of its cases' expectations pass, fail and hold in part; 2 of 4 points each. */
export function hostileRun(texts: readonly string[]): RunEvent[] {
  const cases = texts.map((text, index) => `case ${index} ${text}`);
  return stream(
    { ...runStarted, title: texts.join(' '), cases, repeatWith: ['run', ...texts.slice(0, 3)] },
    ...texts.flatMap((text, index) => hostileCase(cases[index] ?? '', text)),
    runEnded('partial', 1.5 * texts.length, 4 * texts.length),
  );
}

function hostileCase(name: string, text: string): RunEventBody[] {
  const expectations = verdicts.map((verdict) => ({
    metric: `${verdict}.stdout ${text}`,
    expected: text,
    points: 1,
    because: text,
  }));
  const output = (stream: 'stdout' | 'stderr'): RunEventBody => ({
    type: 'program-output',
    case: name,
    program: 'idle',
    stream,
    text: `${text}\n${text}`,
  });
  return [
    {
      type: 'case-started',
      case: name,
      seed: 417,
      attempt: 1,
      timeLimitMs: 30_000,
      hidden: false,
      points: null,
      topology: { ...topology, expectations },
    },
    output('stdout'),
    output('stderr'),
    { type: 'warning', case: name, message: text },
    {
      type: 'system-call',
      case: name,
      program: text,
      node: text,
      pid: 2,
      kind: 'call',
      text,
      result: text,
      startMs: 1,
      durationMs: null,
    },
    {
      type: 'trace-ended',
      case: name,
      nodes: [text],
      packets: [{ atMs: 2, seen: 'received', from: text, to: text, text }],
      furtherPackets: 1,
      noPackets: text,
      furtherCalls: { [text]: 1 },
      clockErrorMs: 0,
    },
    ...verdicts.map((verdict, index) => ({
      ...decided(
        {
          metric: `${verdict}.stdout ${text}`,
          verdict,
          value: text,
          expected: text,
          points: verdict === 'pass' ? 1 : verdict === 'partial' ? 0.5 : 0,
          of: verdict === 'partial' ? 2 : 1,
          message: text,
        },
        index,
      ),
      case: name,
    })),
    caseEnded('partial', { case: name, points: 1.5, of: 4, reason: text, sentences: [text] }),
  ];
}

/** A seeded sample: the same in every run. */
export function hostileTexts(count: number): string[] {
  return fc.sample(hostileText, { numRuns: count, seed: 417 });
}

/** What a reporter of that name writes to standard output. */
export async function reportOf(name: string, events: readonly RunEvent[]): Promise<string> {
  const sink = new TextSink();
  const { reporter } = createReporter({ name, file: null }, sink, { color: false });
  for (const event of events) reporter.onEvent(event);
  await reporter.close();
  return sink.text;
}
