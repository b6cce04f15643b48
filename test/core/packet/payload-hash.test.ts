import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payloadHash } from '../../../src/core/packet/payload-hash.ts';
import { parsed, tcpFrame, udpFrame } from './frames.ts';

function hashOf(frame: Uint8Array): number {
  return payloadHash(frame, parsed(frame));
}

const payload = fc.uint8Array({ minLength: 1, maxLength: 64 });

describe('payloadHash', () => {
  it('depends on the payload alone, not on headers or padding', () => {
    fc.assert(
      fc.property(payload, fc.integer({ min: 1, max: 65_535 }), (bytes, sourcePort) => {
        const plain = hashOf(udpFrame({ payload: bytes }));
        const frame = udpFrame({ payload: bytes, sourcePort });
        const padded = new Uint8Array(frame.length + 7).fill(0xaa);
        padded.set(frame);
        expect(hashOf(frame)).toBe(plain);
        expect(payloadHash(padded, parsed(frame))).toBe(plain);
        expect(hashOf(udpFrame({ payload: bytes, version: 6 }))).toBe(plain);
      }),
      { seed: 1 },
    );
  });

  it('tells payloads apart that differ in one bit, and is exact as a double', () => {
    fc.assert(
      fc.property(payload, fc.nat(), (bytes, at) => {
        const other = bytes.slice();
        const bit = at % (bytes.length * 8);
        other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const hash = hashOf(udpFrame({ payload: bytes }));
        expect(Number.isSafeInteger(hash) && hash > 0).toBe(true);
        expect(hashOf(udpFrame({ payload: other }))).not.toBe(hash);
      }),
      { seed: 2, numRuns: 1000 },
    );
  });

  it('has no collision among 100,000 counters, nor among runs of zeroes', () => {
    const hashes = new Set<number>();
    for (let count = 0; count < 100_000; count++) {
      const bytes = new Uint8Array(8);
      new DataView(bytes.buffer).setUint32(count % 2 === 0 ? 0 : 4, count);
      hashes.add(hashOf(udpFrame({ payload: bytes })));
    }
    for (let length = 1; length <= 1400; length++) {
      if (length !== 8) hashes.add(hashOf(udpFrame({ payload: new Uint8Array(length) })));
    }
    expect(hashes.size).toBe(100_000 + 1399);
  });

  it('is 0 without a payload', () => {
    expect(hashOf(tcpFrame({ flags: 16 }))).toBe(0);
    expect(hashOf(udpFrame({ payload: new Uint8Array(0) }))).toBe(0);
  });
});
