import { describe, expect, it } from 'vitest';
import { unimpaired } from '../../../src/core/lab/impairment.ts';
import { countInterval, packetsNeeded } from '../../../src/core/lab-file/random-count.ts';
import { fateOf } from '../../../src/core/lab-file/random-fate.ts';

describe('the interval of a random count', () => {
  // By exact rational arithmetic: the 0.05 % and the 99.95 % quantile of the binomial distribution.
  it.each([
    [20, 0.05, 0, 5],
    [10, 0.5, 0, 10],
    [100, 0.5, 34, 66],
    [1000, 0.05, 29, 74],
    [1000, 0.001, 0, 6],
    [5000, 0.5, 2384, 2616],
    [3000, 0.95, 2809, 2888],
  ])('of %d packets at %d is %d to %d', (packets, probability, low, high) => {
    expect(countInterval({ packets, probability, dispersion: 1 })).toEqual({ low, high });
  });

  it('comes near the normal distribution with very many packets', () => {
    // 1,000,000 ± 3.2905 × √(1,000,000 × 0.9)
    expect(countInterval({ packets: 10_000_000, probability: 0.1, dispersion: 1 })).toEqual({
      low: 996_878,
      high: 1_003_122,
    });
  });

  it('is wider where losses come in bursts', () => {
    const alone = countInterval({ packets: 3000, probability: 0.05, dispersion: 1 });
    const bursts = countInterval({ packets: 3000, probability: 0.05, dispersion: 6.6 });
    expect(bursts.low).toBeLessThan(alone.low);
    expect(bursts.high).toBeGreaterThan(alone.high);
  });
});

describe('the packets that a tolerance takes', () => {
  // z² × 0.1 × 0.9 / 0.01², with z = 1.95996 and 3.29053.
  it.each([
    [0.95, 3458],
    [0.999, 9745],
  ])('for 10 % ± 1 % in %d of all runs are %d', (share, packets) => {
    expect(packetsNeeded(0.1, 0.01, 1, share)).toBe(packets);
  });
});

describe('the fate of a packet in one direction', () => {
  it('of bursts is that of the Gilbert chain', () => {
    // r = 1/4, p = 0.05 r / 0.95, λ = 1 - p - r = 14/19: (1 + λ) / (1 - λ) = 33/5.
    const burst = fateOf({ ...unimpaired, loss: { model: 'burst', ratio: 0.05, meanBurstPackets: 4 } });
    expect(burst.lost).toBeCloseTo(0.05, 12);
    expect(burst.dispersion).toBeCloseTo(6.6, 12);
    const chain = fateOf({
      ...unimpaired,
      loss: { model: 'gilbert-elliott', p: 0.0125 / 0.95, r: 0.25, h: 0, k: 1 },
    });
    expect(chain.lost).toBeCloseTo(burst.lost, 12);
    expect(chain.dispersion).toBeCloseTo(burst.dispersion, 12);
  });

  it('takes each after the other', () => {
    const fate = fateOf({
      ...unimpaired,
      loss: { model: 'independent', ratio: 0.5 },
      corruptRatio: 0.5,
      corruptPayloadRatio: 0.2,
      duplicateRatio: 0.1,
    });
    expect(fate).toEqual({
      lost: 0.5,
      duplicated: 0.05,
      corruptChecksum: 0.25,
      corruptPayload: 0.1,
      dispersion: 1,
    });
  });
});
