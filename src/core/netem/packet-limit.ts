/** netem's limit counts packets, those in flight as well, and drops what comes beyond (1000 unless told). */

const leastPackets = 10_000;
const mostPackets = 1_000_000;
/** The smallest IP packet that is worth thinking of: a UDP header and no payload. */
const smallestPacketBits = 28 * 8;
/** Of a link without a rate: more than the kernel forwards on one processor. */
const packetsPerSecondUnlimited = 1_000_000;

/** Twice what can be in flight, at the rate given in packets of the smallest size. */
export function flightLimitPackets(longestMs: number, rateBitsPerSecond: number | null): number {
  const packetsPerSecond =
    rateBitsPerSecond === null ? packetsPerSecondUnlimited : rateBitsPerSecond / smallestPacketBits;
  const packets = Math.ceil((2 * packetsPerSecond * longestMs) / 1000);
  return Math.min(Math.max(packets, leastPackets), mostPackets);
}

/** Of stages in which nothing waits. */
export const passingLimitPackets = leastPackets;
