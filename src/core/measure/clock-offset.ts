/** How far another clock is ahead of ours. */

export interface ClockReading {
  readonly askedNs: bigint;
  readonly answeredNs: bigint;
  /** The other clock, at some time between the two. */
  readonly thereNs: bigint;
}

export interface ClockOffset {
  readonly ns: bigint;
  /** Either way, at the most. */
  readonly errorNs: number;
}

/**
 * From the quickest exchange, as in NTP's clock filter (RFC 5905, section 10): it is wrong by half its round trip
 * at the most, when one way took all of it. Expects one reading or more.
 */
export function clockOffset(readings: readonly ClockReading[]): ClockOffset {
  const roundTrip = ({ askedNs, answeredNs }: ClockReading) => answeredNs - askedNs;
  const best = readings.reduce((a, b) => (roundTrip(b) < roundTrip(a) ? b : a));
  return {
    ns: best.thereNs - (best.askedNs + best.answeredNs) / 2n,
    errorNs: Number(roundTrip(best)) / 2,
  };
}
