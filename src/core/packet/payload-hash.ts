import type { Packet } from './packet.ts';

/**
 * 53 bits of a packet's transport payload; of a fragment, of its piece of it. Equal payloads have equal
 * hashes; among 100,000 different ones, two are equal with a probability below 1e-6. 0 when there is none.
 */
export function payloadHash(frame: Uint8Array, packet: Packet): number {
  if (packet.payloadLength <= 0) return 0;
  const end = packet.payloadOffset + packet.payloadLength;
  let low = 0x243f6a88 ^ packet.fragmentOffset;
  let high = 0x13198a2e ^ packet.payloadLength;
  for (let at = packet.payloadOffset; at < end; at += 4) {
    let word: number;
    if (at + 4 <= end) {
      word =
        (frame[at] ?? 0) |
        ((frame[at + 1] ?? 0) << 8) |
        ((frame[at + 2] ?? 0) << 16) |
        ((frame[at + 3] ?? 0) << 24);
    } else {
      // Beyond the payload there may be Ethernet's padding, which isn't its own.
      word = 0;
      for (let last = end - 1; last >= at; last--) word = (word << 8) | (frame[last] ?? 0);
    }
    low = Math.imul(low ^ word, 0x2c1b3c6d);
    low ^= low >>> 15;
    high = Math.imul(high ^ word, 0x297a2d39);
    high ^= high >>> 16;
  }
  low = Math.imul(low ^ (high >>> 13), 0x165667b1);
  high = Math.imul(high ^ (low >>> 15), 0x5bd1e995);
  return (high >>> 11) * 2 ** 32 + (low >>> 0) || 1;
}
