import { expect, it } from 'vitest';
import { countLossPeriods } from '../../../src/core/measure/loss-periods.ts';

it.each([
  { arrivals: '1111', periods: 0 },
  { arrivals: '0110', periods: 2 },
  { arrivals: '1001', periods: 1 },
  { arrivals: '0000', periods: 1 },
  // Two single losses and a run of three, and one more.
  { arrivals: '1101101100011110', periods: 4 },
  { arrivals: '', periods: 0 },
])('$arrivals has $periods', ({ arrivals, periods }) => {
  expect(countLossPeriods(arrivals.length, (sequence) => arrivals[sequence] === '0')).toBe(periods);
});
