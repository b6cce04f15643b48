import { expect, it } from 'vitest';
import { lacksHighResolution } from '../../../src/core/netem/timer-resolution.ts';

const list = (...lines: readonly string[]) =>
  ['Timer List Version: v0.10', 'HRTIMER_MAX_CLOCK_BASES: 8', '', 'cpu: 0', ...lines, ''].join('\n');

it.each([
  ['active', list('  .expires_next   : 5 nsecs', '  .hres_active    : 1', '  .nr_events      : 9'), false],
  ['switched off (highres=off)', list('  .hres_active    : 0'), true],
  ['not built in', list('  .nr_events      : 9'), true],
  ['not to be read', null, false],
  ['masked by /dev/null', '', false],
])('high-resolution timers %s', (_, timerList, expected) => {
  expect(lacksHighResolution(timerList)).toBe(expected);
});
