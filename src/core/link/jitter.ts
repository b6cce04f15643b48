/**
 * Jitter distributions, as quantile functions of one uniform draw: `jitter` times the result is
 * added to the delay.
 */

import type { JitterDistribution } from '../lab/impairment.ts';
import { normalQuantile } from './normal-quantile.ts';

/**
 * `uniform` lies within [-1, 1): the jitter is half the range. The others have mean 0 and standard
 * deviation 1, and are cut where netem's tables are: `normal` at 4; `pareto` has shape 3 and ends at
 * 4.5 times its least value (iproute2, netem/pareto.c); `paretonormal` is a quarter normal and three
 * quarters pareto, quantile by quantile (netem/paretonormal.c). netem's own tables for the latter two
 * aren't normalised: there the standard deviation comes out at 0.82 and 0.83 of what was asked.
 * @param u uniform over [0, 1)
 */
export function jitterQuantile(distribution: JitterDistribution, u: number): number {
  switch (distribution) {
    case 'uniform':
      return 2 * u - 1;
    case 'normal':
      return Math.min(Math.max(normalQuantile(u), -4), 4);
    case 'pareto':
      return paretoQuantile(u);
    case 'paretonormal':
      return paretoNormalQuantile(u);
    default:
      return distribution satisfies never;
  }
}

const paretoEnd = 4.5;
// E[min(X, c)] = 3/2 - 1/(2 c^2) and E[min(X, c)^2] = 3 - 2/c, for X of shape 3 and least value 1.
const paretoMean = 1.5 - 1 / (2 * paretoEnd ** 2);
const paretoDeviation = Math.sqrt(3 - 2 / paretoEnd - paretoMean ** 2);

function paretoQuantile(u: number): number {
  return (Math.min((1 - u) ** (-1 / 3), paretoEnd) - paretoMean) / paretoDeviation;
}

// Standard deviation of the sum of quantiles below, by numerical integration.
const paretoNormalDeviation = 0.96767219;

function paretoNormalQuantile(u: number): number {
  const normal = Math.min(Math.max(normalQuantile(u), -4), 4);
  return (normal + 3 * paretoQuantile(u)) / 4 / paretoNormalDeviation;
}
