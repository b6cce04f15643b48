/**
 * Exact bands for counts. `error` is always the probability, of all errors together, that a figure lies
 * outside its band though everything is as it should be: half of it below, half above.
 */

export interface Band {
  readonly low: number;
  readonly high: number;
}

/** P(X ≤ k) for X binomial(n, p). */
export function binomialAtMost(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n || p <= 0) return 1;
  if (p >= 1) return 0;
  // The shorter tail is summed, from its largest term on, so that no digit of a small result is lost.
  const mean = n * p;
  return k < mean ? lowerSum(k, n, p) : 1 - lowerSum(n - k - 1, n, 1 - p);
}

/** P(X ≥ k) for X binomial(n, p). */
export function binomialAtLeast(k: number, n: number, p: number): number {
  return binomialAtMost(n - k, n, 1 - p);
}

/** Of the counts of n trials with probability p: the narrowest band whose tails have `error / 2` each at the most. */
export function binomialBand(n: number, p: number, error: number): Band {
  return {
    low: firstFrom(0, n, (k) => binomialAtMost(k, n, p) > error / 2),
    high: firstFrom(0, n, (k) => binomialAtLeast(k + 1, n, p) <= error / 2),
  };
}

/** With a probability that is only known to lie between two values. */
export function binomialBandBetween(n: number, least: number, most: number, error: number): Band {
  return { low: binomialBand(n, least, error).low, high: binomialBand(n, most, error).high };
}

/**
 * Where in a distribution the nearest-rank percentile of n independent samples lies: the band of the
 * distribution function's values at it. The k-th smallest is below the a-quantile when k or more samples are
 * (H. A. David, Order Statistics, section 2.1).
 * @param ratio 0.5 for the median
 */
export function percentileBand(n: number, ratio: number, error: number): Band {
  const k = Math.max(1, Math.ceil(ratio * n));
  return {
    low: bisect((a) => binomialAtLeast(k, n, a) <= error / 2),
    high: bisect((a) => binomialAtMost(k - 1, n, a) > error / 2),
  };
}

/**
 * Of the sum of m independent geometric lengths (1, 2, ... with mean 1/r): the sum exceeds t when fewer than m
 * of t trials with probability r succeed.
 */
export function geometricSumBand(m: number, r: number, error: number): Band {
  const far = Math.ceil((m + 40) * (40 / r));
  return {
    low: firstFrom(m, far, (t) => binomialAtLeast(m, t, r) > error / 2),
    high: firstFrom(m, far, (t) => binomialAtMost(m - 1, t, r) <= error / 2),
  };
}

/** The least integer for which a condition holds that holds from there on. */
function firstFrom(low: number, high: number, holds: (value: number) => boolean): number {
  let from = low;
  let to = high;
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** Where between 0 and 1 a condition that holds at 0 ceases to hold. */
function bisect(holds: (value: number) => boolean): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** P(X ≤ k), for k below the mean. */
function lowerSum(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  let term = Math.exp(logChoose(n, k) + k * Math.log(p) + (n - k) * Math.log1p(-p));
  let sum = 0;
  for (let i = k; i >= 0 && term > sum * 1e-17; i--) {
    sum += term;
    term *= (i / (n - i + 1)) * ((1 - p) / p);
  }
  return sum;
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

const logFactorials = [0];

function logFactorial(n: number): number {
  for (let i = logFactorials.length; i <= n; i++) {
    logFactorials.push((logFactorials[i - 1] ?? 0) + Math.log(i));
  }
  return logFactorials[n] ?? Number.NaN;
}
