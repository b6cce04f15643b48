/**
 * Chance without a generator's state: each draw is a hash of who is asking. A packet's fate is thus
 * a function of (seed, link, direction, flow, n-th packet, purpose) and of nothing else.
 *
 * The key is a 64-bit hash of the names; a draw mixes key, n and purpose with three rounds of a
 * multiply-xorshift permutation of 32 bits (constants by Chris Wellons' search for low bias).
 * Tests hold its uniformity and independence against chi-square at 1e-6.
 */

export interface FateKey {
  readonly low: number;
  readonly high: number;
}

/** What a draw decides. Numbers are part of reproducibility: never renumber. */
export const Purpose = {
  loss: 1,
  chainStart: 2,
  chainStep: 3,
  corrupt: 4,
  corruptBit: 5,
  corruptPayload: 6,
  corruptPayloadBit: 7,
  duplicate: 8,
  jitter: 9,
  reorder: 10,
} as const;

/** Added to the purpose for the k-th copy of a packet, k from 1, times this. */
export const copyStride = 64;

export function fateKey(seed: number, link: string, from: string, flow: string): FateKey {
  // Names hold no line feeds, so that no two lists of names run together.
  const text = `${seed}\n${link}\n${from}\n${flow}`;
  let low = 0x243f6a88;
  let high = 0x85a308d3;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = mix(high ^ code ^ (low >>> 7));
  }
  return { low: mix(low ^ high), high: mix(high + Math.imul(low, 0x9e3779b1)) };
}

/** Uniform over [0, 1) in steps of 2^-32. */
export function draw(key: FateKey, n: number, purpose: number): number {
  const salted = mix(n + key.low) ^ Math.imul(purpose, 0x9e3779b1);
  return (mix(mix(salted + key.high) ^ key.low) >>> 0) / 0x1_0000_0000;
}

function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}
