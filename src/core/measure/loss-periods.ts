/**
 * How many loss periods there were: runs of lost packets, each begun by a loss whose predecessor
 * wasn't lost (RFC 3357 section 5).
 * @param isLost by sequence number
 */
export function countLossPeriods(sent: number, isLost: (sequence: number) => boolean): number {
  let periods = 0;
  let inPeriod = false;
  for (let sequence = 0; sequence < sent; sequence++) {
    const lost = isLost(sequence);
    if (lost && !inPeriod) periods++;
    inPeriod = lost;
  }
  return periods;
}
