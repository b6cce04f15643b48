/**
 * Interarrival jitter: the running estimate J += (|D| - J) / 16 over packets in order of arrival,
 * D being the difference of two successive packets' transit times (RFC 3550 sections 6.4.1 and A.8).
 * @param transits in order of arrival
 * @returns in the unit of `transits`; null for fewer than two packets
 */
export function interarrivalJitter(transits: ArrayLike<number>): number | null {
  if (transits.length < 2) return null;
  let jitter = 0;
  for (let i = 1; i < transits.length; i++) {
    const difference = Math.abs((transits[i] ?? 0) - (transits[i - 1] ?? 0));
    jitter += (difference - jitter) / 16;
  }
  return jitter;
}

/**
 * Absolute one-way delay variation |ddT| of each pair of packets sent one right after the other that
 * both arrived (RFC 3393 section 2; the selection function takes consecutive packets).
 * @param transitBySequence NaN where no copy arrived
 * @returns ascending
 */
export function delayVariations(transitBySequence: Float64Array): Float64Array {
  const variations: number[] = [];
  for (let i = 1; i < transitBySequence.length; i++) {
    const variation = Math.abs((transitBySequence[i] ?? NaN) - (transitBySequence[i - 1] ?? NaN));
    if (!Number.isNaN(variation)) variations.push(variation);
  }
  return Float64Array.from(variations).sort();
}
