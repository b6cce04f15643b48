import { normalQuantile } from '../link/normal-quantile.ts';

/** How many of some packets meet a fate that is drawn for each. */
export interface RandomCount {
  readonly packets: number;
  /** Of one packet, 0 to 1. */
  readonly probability: number;
  /** The count's variance over that of independent draws: 1 where they are, more where fates come in bursts. */
  readonly dispersion: number;
}

/** The share of runs that an expectation must hold in before it isn't called flaky. */
export const confidence = 0.999;

/** Beyond so many steps the normal approximation is as good. */
const mostSteps = 10_000;

/**
 * The least and the greatest count that are to be expected, leaving (1 - confidence) / 2 out on either
 * side. By the binomial distribution; of dispersion d by that of n / d draws of d packets each, which has
 * the same mean and variance.
 */
export function countInterval(count: RandomCount): { readonly low: number; readonly high: number } {
  const { packets, probability, dispersion } = count;
  const draws = Math.max(1, Math.round(packets / dispersion));
  const each = packets / draws;
  const tail = (1 - confidence) / 2;
  return {
    low: Math.floor(each * binomialQuantile(draws, probability, tail)),
    high: Math.ceil(each * binomialQuantile(draws, probability, 1 - tail)),
  };
}

/**
 * Packets for which the ratio is within ± tolerance of its mean, by the normal approximation:
 * n = z² p (1 - p) d / tolerance² (Brown, Cai and DasGupta 2001, section 1: the Wald interval).
 * @param share of all runs, such as 0.999
 */
export function packetsNeeded(
  probability: number,
  tolerance: number,
  dispersion: number,
  share: number,
): number {
  const z = normalQuantile((1 + share) / 2);
  return Math.ceil((z * z * probability * (1 - probability) * dispersion) / (tolerance * tolerance));
}

/** The least k for which at most k of n has a probability of at least `share`. */
function binomialQuantile(draws: number, probability: number, share: number): number {
  if (probability <= 0) return 0;
  if (probability >= 1) return draws;
  if (probability > 0.5) return draws - binomialQuantile(draws, 1 - probability, 1 - share);
  const mean = draws * probability;
  if (mean > mostSteps) {
    const deviation = Math.sqrt(mean * (1 - probability));
    return Math.min(draws, Math.max(0, Math.round(mean + normalQuantile(share) * deviation)));
  }
  // In logarithms: of thousands of packets the first terms are smaller than any number.
  const logOdds = Math.log(probability) - Math.log1p(-probability);
  let logTerm = draws * Math.log1p(-probability);
  let sum = Math.exp(logTerm);
  let k = 0;
  while (sum < share && k < draws) {
    logTerm += logOdds + Math.log((draws - k) / (k + 1));
    k += 1;
    sum += Math.exp(logTerm);
  }
  return k;
}
