import { expect, it } from 'vitest';
import { starvation } from '../../../src/core/verdict/starvation.ts';

it.each([
  [
    { ranMs: 300, waitedMs: 2000 },
    'the machine was too busy: of 8.0 s client waited 2.0 s for a processor (limit 2.0 s)',
  ],
  [
    { ranMs: 3999, waitedMs: 7900 },
    'the machine was too busy: of 8.0 s client waited 7.9 s for a processor (limit 2.0 s)',
  ],
  // It had its chance, or took the time itself.
  [{ ranMs: 300, waitedMs: 1999 }, null],
  [{ ranMs: 4000, waitedMs: 3900 }, null],
  [{ ranMs: 0, waitedMs: 0 }, null],
])('%o of 8 s: %s', (share, why) => {
  expect(starvation('client', share, 8000)).toBe(why);
});
