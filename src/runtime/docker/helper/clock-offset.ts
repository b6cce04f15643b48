/** How far another machine's clock is ahead of ours. */

export interface ClockReading {
  readonly askedNs: bigint;
  readonly answeredNs: bigint;
  /** The other's clock, at some time between the two. */
  readonly thereNs: bigint;
}

/**
 * From the quickest exchange, as in NTP's clock filter (RFC 5905, section 10): it is wrong by half its round trip
 * at the most, when one way took all of it. Expects one reading or more.
 */
export function clockOffsetNs(readings: readonly ClockReading[]): bigint {
  const roundTrip = ({ askedNs, answeredNs }: ClockReading) => answeredNs - askedNs;
  const best = readings.reduce((a, b) => (roundTrip(b) < roundTrip(a) ? b : a));
  return best.thereNs - (best.askedNs + best.answeredNs) / 2n;
}
