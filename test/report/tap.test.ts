import { expect, it } from 'vitest';
import { describeWith } from '../support/requires.ts';
import { gradedRun, spoiltRun, stoppedRun } from './graded-run.ts';
import { hostileRun, hostileTexts, reportOf } from './hostile-run.ts';
import { readBy } from './outside-reader.ts';
import { eventfulRun } from './synthetic-run.ts';

// Perl's own reader, the harness behind `prove`.
const outline = `
use TAP::Parser; use JSON::PP;
local $/; my $parser = TAP::Parser->new({tap => scalar <STDIN>});
my (@tests, @messages, @unknown, $bailout);
while (my $line = $parser->next) {
  if ($line->is_test) { push @tests, [$line->number + 0, $line->is_actual_ok ? 'ok' : 'not ok', $line->directive] }
  elsif ($line->is_yaml) { push @messages, $line->data->{message} }
  elsif ($line->is_bailout) { $bailout = $line->explanation }
  elsif (!$line->is_plan && !$line->is_version) { push @unknown, $line->as_string }
}
print JSON::PP->new->ascii->encode({tests => \\@tests, messages => \\@messages, unknown => \\@unknown,
  bailout => $bailout, planned => $parser->tests_planned + 0, errors => [$parser->parse_errors]});`;

interface Outline {
  readonly tests: readonly [number, 'ok' | 'not ok', string][];
  readonly messages: readonly string[];
  readonly unknown: readonly string[];
  readonly bailout: string | null;
  readonly planned: number;
  readonly errors: readonly string[];
}

/** Debian's Perl reads version 13, of which 14 is a superset that it reads as well, but for the number. */
function readTap(text: string): Outline {
  expect(text.startsWith('TAP version 14\n')).toBe(true);
  const as13 = text.replace('TAP version 14\n', 'TAP version 13\n');
  return JSON.parse(readBy(['perl', '-CSD', '-e', outline], as13)) as Outline;
}

describeWith(['tap'], 'the reporter tap', () => {
  it('has a point for each thing that gives points', async () => {
    const { messages, ...counted } = readTap(await reportOf('tap', gradedRun));
    expect(counted).toEqual({
      tests: [
        [1, 'ok', ''],
        [2, 'not ok', ''],
        [3, 'not ok', ''],
        [4, 'not ok', ''],
        [5, 'ok', ''],
        [6, 'not ok', ''],
      ],
      unknown: [],
      bailout: null,
      planned: 6,
      errors: [],
    });
    expect(messages[1]).toBe('client.exit_code is fail, expected is 0');
  });

  it('is all ok where all is', async () => {
    expect(readTap(await reportOf('tap', eventfulRun('pass')))).toMatchObject({
      tests: [[1, 'ok', '']],
      errors: [],
    });
  });

  it.each([
    ['invalid', spoiltRun('invalid'), 'lossy link: invalid: client.c does not compile'],
    ['infra', spoiltRun('infra'), 'lossy link: infra: the machine was too busy'],
    ['stopped', stoppedRun(), "the run didn't come to its end"],
  ])('bails out of a run that is %s', async (_what, events, bailout) => {
    expect(readTap(await reportOf('tap', events)).bailout).toBe(bailout);
  });

  it('lets no hostile text become a point, a directive or a plan', async () => {
    const texts = hostileTexts(300);
    const { tests, messages, unknown, bailout, planned, errors } = readTap(
      await reportOf('tap', hostileRun(texts)),
    );
    expect({ unknown, bailout, planned, errors }).toEqual({
      unknown: [],
      bailout: null,
      planned: 900,
      errors: [],
    });
    expect(tests.map(([, outcome, directive]) => `${outcome}${directive}`)).toEqual(
      texts.flatMap(() => ['ok', 'not ok', 'not ok']),
    );
    expect(messages).toHaveLength(600);
  });
});
