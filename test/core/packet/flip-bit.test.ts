import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeUint16 } from '../../../src/core/packet/byte-order.ts';
import { corruptPayload, corruptSegment } from '../../../src/core/packet/flip-bit.ts';
import { fragmentFrame, hasGoodChecksum, icmpEchoFrame, parsed, tcpFrame, udpFrame } from './frames.ts';

const pick = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const payload = fc.uint8Array({ maxLength: 64 });
const version = fc.constantFrom<4 | 6>(4, 6);
const frame = fc
  .tuple(version, payload, fc.constantFrom('udp', 'tcp', 'icmp'))
  .map(([version, payload, kind]) => {
    if (kind === 'udp') return udpFrame({ version, payload });
    return kind === 'tcp' ? tcpFrame({ version, payload, flags: 0x18 }) : icmpEchoFrame({ version, payload });
  });

function flippedBits(before: Uint8Array, after: Uint8Array): number[] {
  const bits: number[] = [];
  for (let at = 0; at < before.length; at++) {
    for (let bit = 0; bit < 8; bit++) {
      if (((before[at] ?? 0) ^ (after[at] ?? 0)) & (1 << bit)) bits.push(at);
    }
  }
  return bits;
}

describe('corruptSegment', () => {
  it('flips one bit behind the IP header, and the checksum fails', () => {
    fc.assert(
      fc.property(frame, pick, (original, where) => {
        const corrupted = Uint8Array.from(original);
        expect(corruptSegment(corrupted, parsed(original), where)).toBe(true);
        expect(hasGoodChecksum(corrupted)).toBe(false);
        const bits = flippedBits(original, corrupted);
        expect(bits).toHaveLength(1);
        expect(bits[0]).toBeGreaterThanOrEqual(parsed(original).transportOffset);
      }),
      { seed: 2 },
    );
  });

  it('gives a datagram without checksum one that fails', () => {
    const corrupted = udpFrame();
    writeUint16(corrupted, parsed(corrupted).checksumOffset, 0);
    corruptSegment(corrupted, parsed(corrupted), 0.3);
    expect(corrupted.subarray(40, 42)).not.toEqual(Uint8Array.of(0, 0));
    expect(hasGoodChecksum(corrupted)).toBe(false);
  });
});

describe('corruptPayload', () => {
  it('flips one bit of the payload, and the checksum holds', () => {
    fc.assert(
      fc.property(frame, pick, (original, where) => {
        const packet = parsed(original);
        const corrupted = Uint8Array.from(original);
        const happened = corruptPayload(corrupted, packet, where);
        expect(happened).toBe(packet.payloadLength > 0);
        expect(hasGoodChecksum(corrupted)).toBe(true);
        const inPayload = flippedBits(original, corrupted).filter((at) => at >= packet.payloadOffset);
        expect(inPayload).toHaveLength(happened ? 1 : 0);
      }),
      { seed: 3 },
    );
  });

  it('leaves a missing UDP checksum missing, and later fragments alone', () => {
    const bare = udpFrame();
    writeUint16(bare, parsed(bare).checksumOffset, 0);
    expect(corruptPayload(bare, parsed(bare), 0.5)).toBe(true);
    expect(bare.subarray(40, 42)).toEqual(Uint8Array.of(0, 0));
    const later = fragmentFrame({ id: 1, offset: 1480, isLast: true });
    expect(corruptPayload(later, parsed(later), 0.5)).toBe(false);
  });
});
