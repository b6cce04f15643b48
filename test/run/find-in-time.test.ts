import { expect, it } from 'vitest';
import { judge } from '../../src/core/verdict/judge.ts';
import { findInTime, patternLimitMs } from '../../src/run/find-in-time.ts';

const output = `${'a'.repeat(60)}!`;

it('finds what the engine finds, groups included', () => {
  expect(findInTime(/^rtt=(\d+)$/m, 'one\nrtt=12\n')?.[1]).toBe('12');
  expect(findInTime(/^rtt=(\d+)$/m, 'none')).toBeNull();
});

it('gives up on a pattern that backtracks without end, and goes on with others', () => {
  expect(() => findInTime(/^(a+)+$/m, output)).toThrow(
    `/^(a+)+$/ was not matched within ${patternLimitMs / 1000} s against 61 characters`,
  );
  expect(findInTime(/a!/m, output)).not.toBeNull();
}, 60_000);

it('never makes it a verdict on who printed it', () => {
  const expectation = {
    ...{ metric: 'client.stdout', points: 1, because: '', text: 'matches /^(a+)+$/' },
    requirement: { kind: 'matches' as const, pattern: '^(a+)+$' },
  };
  expect(() => judge(expectation, { 'client.stdout': output }, {}, null, {}, findInTime)).toThrow(
    /not matched within/,
  );
}, 60_000);
