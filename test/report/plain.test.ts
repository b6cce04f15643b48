import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { RunEvent, Verdict } from '../../src/core/event/event.ts';
import { plainReporter } from '../../src/report/plain.ts';
import {
  caseEnded,
  caseStarted,
  eventfulRun,
  runEnded,
  runStarted,
  stream,
  TextSink,
} from './synthetic-run.ts';

function plain(events: readonly RunEvent[], color = false): string {
  const sink = new TextSink();
  const reporter = plainReporter(sink, { color });
  for (const event of events) reporter.onEvent(event);
  return sink.text;
}

describe('plainReporter', () => {
  it('tells an eventful run', () => {
    expect(plain(eventfulRun('fail'))).toMatchInlineSnapshot(`
      "tcp-vs-udp: TCP keeps its promise, UDP makes none
      1 case, seed 417, namespaces runtime, fabric emulator, wirelab 0.1.0, Linux 6.8.0, Node v20.19.0

          0.250  case main: seed 417, at most 30 s
          0.750  all is ready, the clock starts
          1.500  idle | hello
          1.750  wan from client is now: loss 30 %, delay 40 ms, by hand
          2.000  fault 1 on wan from client: drop UDP 10.0.1.2:40000 > 10.0.1.3:5002, 160 bytes (match 1)
          2.250  idle | unfinished
          2.250  program idle exited with 1 after 1.5 s
          3.000  voice ended
          3.250  download ended early: cut off at the time limit
          3.500  warning: the clock was read twice
          4.000  FAIL    voice.loss is 9.8 %, expected between 7% and 13%

      TCP flow                         received  intact  connect  duration      goodput  resent  RTO  RTT p50
      download server → client  1,200,000 bytes      no        -         -  2.31 Mbit/s       -    -        -

      UDP flow               sent  received  lost   loss  copies  reordered  damaged  delay p50  p99  jitter
      voice client → server  1000       902    98  9.8 %       0          -        -    40.1 ms    -       -

      wire (packets)   offered  delivered  lost  queue drops  copies  reordered  damaged  queue max  delay p50  p99
      wan from client     1000        902    98            0       0          0        0          3      40 ms    -

      fault 1 on wan from client: fired once

      expectation  expected             seen  points
      voice.loss   between 7% and 13%  9.8 %  0 of 1  FAIL

      voice (UDP): 98 of 1000 datagrams never arrived, and nobody noticed.

      FAIL    case main: 0 of 1 point in 11.2 s
      The same again (seed 417, but without what was changed by hand): wirelab run tcp-vs-udp --seed 417

      FAIL    tcp-vs-udp: 0 of 1 point in 11.8 s
      All of it is in wirelab-runs/one
      "
    `);
  });

  it.each<[Verdict, string]>([
    ['pass', 'PASS    case main: 1 of 1 point in 11.2 s'],
    ['partial', 'PARTIAL case main: 0 of 1 point in 11.2 s'],
    ['fail', 'FAIL    case main: 0 of 1 point in 11.2 s'],
    ['invalid', 'INVALID case main: 0 of 1 point in 11.2 s'],
    ['infra', 'INFRA   case main: 0 of 1 point in 11.2 s'],
  ])('says %s in words, and how to repeat what did not pass', (verdict, line) => {
    const text = plain(eventfulRun(verdict));
    expect(text).toContain(line);
    const repeatable = verdict !== 'pass' && verdict !== 'invalid';
    expect(text.includes('wirelab run tcp-vs-udp --seed 417')).toBe(repeatable);
  });

  it('says the same with and without colour', () => {
    const colored = plain(eventfulRun('fail'), true);
    expect(colored).toContain('\x1b[1;31mFAIL\x1b[0m');
    expect(stripVTControlCharacters(colored)).toBe(plain(eventfulRun('fail')));
    expect(plain(eventfulRun('fail'))).not.toContain('\x1b');
  });

  it('names the case and quotes the words of the command', () => {
    const text = plain(
      stream(
        {
          ...runStarted,
          cases: ['clean link', "it's lost"],
          repeatWith: ['run', 'my lab.yaml', '--set', 'wan.loss=10%'],
        },
        caseStarted("it's lost", 418),
        caseEnded('fail', { case: "it's lost", seed: 418 }),
        runEnded('fail'),
      ),
    );
    expect(text).toContain("FAIL    case it's lost (seed 418): 0 of 1 point");
    expect(text).toContain(
      `wirelab run 'my lab.yaml' --set wan.loss=10% --case 'it'\\''s lost' --seed 418\n`,
    );
  });

  it('shows no figures of an attempt that is run again', () => {
    const text = plain(
      stream(
        runStarted,
        caseStarted(),
        caseEnded('infra', { superseded: true, reason: 'the machine was too busy' }),
        caseStarted('main', 417, 2),
        caseEnded('pass', { attempt: 2 }),
        runEnded('pass'),
      ),
    );
    expect(text).toContain("this attempt doesn't count: the machine was too busy");
    expect(text).not.toContain('INFRA');
    expect(text.match(/^PASS/gm)).toHaveLength(2);
  });

  it('tells repeats, what they come to, and what they were compared with', () => {
    const repeat = (index: number) => ({
      ...caseStarted('main', 416 + index),
      hidden: true,
      repeat: { index, times: 2, score: 'worst' as const },
    });
    const text = plain(
      stream(
        runStarted,
        { type: 'reference-measured', case: 'main', seed: 417, metrics: { 'app.duration': 1.5 } },
        repeat(1),
        caseEnded('pass'),
        repeat(2),
        caseEnded('fail', { seed: 418 }),
        {
          type: 'repeats-scored',
          case: 'main',
          score: 'worst',
          times: 2,
          passed: 1,
          seed: 418,
          verdict: 'fail',
          points: 0,
          of: 1,
        },
        runEnded('fail'),
      ),
    );
    expect(text).toContain('case main: the reference solution came to app.duration 1.5 s');
    expect(text).toContain('case main: repeat 2 of 2, seed 418, at most 30 s, hidden from students');
    expect(text).toContain(
      'case main: 1 of 2 repeats passed, the worst counts: fail, 0 of 1 point (seed 418)',
    );
  });

  it('lists the first packets that a fault hit and counts them all', () => {
    const fault = (nth: number) =>
      ({
        type: 'fault-fired',
        case: 'main',
        link: 'wan',
        from: 'client',
        rule: 1,
        nth,
        action: 'drop',
        packet: 'UDP',
      }) as const;
    const faults = Array.from({ length: 500 }, (_, index) => fault(index + 1));
    const text = plain(stream(runStarted, caseStarted(), ...faults, caseEnded('pass'), runEnded('pass')));
    expect(text.match(/fault 2 on wan from client: drop UDP/g)).toHaveLength(20);
    expect(text).toContain('fault 2 on wan from client: from here on only counted');
    expect(text).toContain('fault 2 on wan from client: fired 500 times');
  });

  it('lets no output pass for a line of its own or a command to a CI system', () => {
    const text = [
      '::error::forged',
      '##[error]forged',
      'x ##vso[task.complete result=Succeeded]',
      '##teamcity[testFinished]',
      'PASS  case main: 9 of 9 points',
      'real\rPASS',
      'a\u0085::error::b\u2028::error::c',
      '\x1b[2J\x1b]52;c;ZWNobw==\x07clipboard',
      `${'x'.repeat(5000)}`,
    ].join('\n');
    const output = { type: 'program-output', case: 'main', program: 'evil', stream: 'stderr', text } as const;
    const report = plain(stream(runStarted, caseStarted(), output, caseEnded('pass'), runEnded('pass')));
    expect(report).not.toMatch(/(?!\n)[\p{Cc}\p{Zl}\p{Zp}]/u);
    expect(report).not.toMatch(/##[\w.]*\[/);
    expect(report).not.toMatch(/^\s*::/m);
    expect(report.match(/^PASS/gm)).toHaveLength(2);
    const quoted = report.split('\n').filter((line) => /^ +\d+\.\d{3} {2}evil \(stderr\) \| /.test(line));
    expect(quoted).toHaveLength(8 + 3);
  });

  it('makes names and reasons safe, too', () => {
    const text = plain(
      stream(
        { ...runStarted, lab: '::error::', title: 'title\x1b]0;owned\x07\n::warning::x' },
        caseStarted('a\nPASS  case b'),
        caseEnded('invalid', { reason: '\u202eevil\n##[error]x', sentences: ['::add-mask::a'] }),
      ),
    );
    expect(text).not.toMatch(/^\s*::/m);
    expect(text).not.toMatch(/##\[/);
    expect(text).not.toMatch(/^PASS/m);
    expect(text).not.toContain('\x1b');
    expect(text).not.toContain('\u202e');
  });

  it('survives streams that begin or break off anywhere', () => {
    const events = eventfulRun('fail');
    for (let cut = 0; cut < events.length; cut += 1) {
      expect(() => plain(events.slice(cut))).not.toThrow();
      expect(plain(events).startsWith(plain(events.slice(0, cut)))).toBe(true);
    }
  });
});
