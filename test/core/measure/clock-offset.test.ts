import fc from 'fast-check';
import { expect, it } from 'vitest';
import { clockOffset } from '../../../src/core/measure/clock-offset.ts';

it('a clock’s offset is wrong by half the quickest round trip at the most', () => {
  const nanoseconds = fc.bigInt({ min: 0n, max: 10_000_000_000n });
  const exchange = fc.record({ at: nanoseconds, there: nanoseconds, back: nanoseconds });
  const offset = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });
  fc.assert(
    fc.property(offset, fc.array(exchange, { minLength: 1, maxLength: 20 }), (trueOffset, exchanges) => {
      const readings = exchanges.map(({ at, there, back }) => ({
        askedNs: at,
        answeredNs: at + there + back,
        thereNs: at + there + trueOffset,
      }));
      const quickest = readings
        .map(({ askedNs, answeredNs }) => answeredNs - askedNs)
        .reduce((a, b) => (b < a ? b : a));
      const error = clockOffset(readings).ns - trueOffset;
      expect((error < 0n ? -error : error) * 2n).toBeLessThanOrEqual(quickest + 1n);
    }),
  );
});
