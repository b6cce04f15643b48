import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Timetable } from '../../src/emulator/netem/timetable.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'hrtime'] });
});
afterEach(() => {
  vi.useRealTimers();
});

it('counts how late something is until it has taken effect, and keeps the worst', () => {
  const timetable = new Timetable(process.hrtime.bigint());
  for (const [atMs, takesMs] of [
    [10, 3],
    [20, 1],
  ] as const) {
    timetable.at(atMs, () => setTimeout(() => timetable.done(atMs), takesMs));
  }
  vi.advanceTimersByTime(12);
  expect(timetable.worstMs).toBeNull();
  vi.advanceTimersByTime(10);
  expect(timetable.worstMs).toBe(3);
});
