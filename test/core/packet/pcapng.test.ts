import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  encodeSection,
  PacketBlocks,
  readPacketBlock,
  withComment,
} from '../../../src/core/packet/pcapng.ts';

const utcOriginNs = 1_795_336_624_627_227_000n;
const section = { hardware: 'h', os: 'o', application: 'a', comment: null, interfaces: [] };

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function words(...groups: readonly string[]): string {
  return groups.join('').replaceAll(' ', '');
}

describe('a section', () => {
  it('begins with a header that tells byte order, version and where it was taken', () => {
    expect(hex(encodeSection(section))).toBe(
      words(
        '0a0d0d0a 38000000 4d3c2b1a 0100 0000 ffffffffffffffff',
        '0200 0100 68000000 0300 0100 6f000000 0400 0100 61000000 0000 0000 38000000',
      ),
    );
  });

  it('describes each interface: Ethernet, frames of any length, nanoseconds', () => {
    const interfaces = [{ name: 'a>wan', description: 'in' }];
    const header = encodeSection(section);
    expect(hex(encodeSection({ ...section, interfaces }).subarray(header.length))).toBe(
      words(
        '01000000 34000000 0100 0000 00000000',
        '0200 0500 613e77616e000000 0300 0200 696e0000 0900 0100 09000000 0000 0000 34000000',
      ),
    );
  });

  it('may have a comment', () => {
    const text = hex(encodeSection({ ...section, comment: 'cut' }));
    expect(text).toContain(words('0100 0300 63757400'));
  });
});

describe('a packet’s block', () => {
  it.each([
    { frame: [1, 2, 3, 4], id: -1, rest: '01020304 0000 0000' },
    { frame: [1, 2, 3, 4, 5], id: -1, rest: '01020304 05000000 0000 0000' },
    { frame: [1, 2], id: 258, rest: '01020000 0500 0800 02010000 00000000 0000 0000' },
  ])('has the frame $frame, padded, and its options', ({ frame, id, rest }) => {
    const blocks = new PacketBlocks(1000, 5n);
    expect(blocks.add(3, 2, Uint8Array.from(frame), frame.length, id)).toBe(true);
    const total = `${(28 + rest.replaceAll(' ', '').length / 2 + 4).toString(16)}000000`;
    const length = `0${frame.length}000000`;
    expect(hex(blocks.bytes)).toBe(
      words('06000000', total, '03000000 00000000 07000000', length, length, rest, total),
    );
  });

  it('is left out where there is no room for it', () => {
    const blocks = new PacketBlocks(100, 0n);
    const frame = new Uint8Array(40);
    expect(blocks.add(0, 0, frame, 40, 1)).toBe(true);
    const { size } = blocks;
    expect(blocks.add(0, 0, frame, 40, 1)).toBe(false);
    expect(blocks.size).toBe(size);
    blocks.clear();
    expect(blocks.add(0, 0, frame, 40, 1)).toBe(true);
  });

  it('reads as it was written', () => {
    const packet = fc.record({
      interfaceId: fc.nat(100),
      // Up to a month after the clock's start, over many carries from the lower word.
      atNs: fc.nat(30 * 86_400).chain((s) => fc.nat(999_999_999).map((ns) => s * 1e9 + ns)),
      frame: fc.uint8Array({ maxLength: 70 }),
      id: fc.integer({ min: -1, max: 2 ** 31 - 1 }),
    });
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 20 }), (packets) => {
        const blocks = new PacketBlocks(10_000, utcOriginNs);
        for (const { interfaceId, atNs, frame, id } of packets) {
          blocks.add(interfaceId, atNs, frame, frame.length, id);
        }
        const bytes = blocks.bytes.slice();
        const view = new DataView(bytes.buffer);
        let start = 0;
        for (const { interfaceId, atNs, frame, id } of packets) {
          const block = readPacketBlock(view, start, bytes.length);
          if (block === null) throw new Error('no block');
          const at = (BigInt(block.atHigh) << 32n) + BigInt(block.atLow);
          expect(at).toBe(utcOriginNs + BigInt(atNs));
          expect(block).toMatchObject({ start, interfaceId, id });
          expect(bytes.slice(start + 28, start + 28 + frame.length)).toEqual(frame);
          expect(readPacketBlock(view, start, start + block.bytes - 1)).toBeNull();
          start += block.bytes;
        }
        expect(start).toBe(bytes.length);
      }),
    );
  });

  it('keeps all else when it gets a comment', () => {
    const blocks = new PacketBlocks(1000, 0n);
    blocks.add(0, 0, Uint8Array.of(1, 2, 3), 3, 7);
    const head = '0000000000000000000000000300000003000000 01020300';
    const rest = '0500 0800 07000000 00000000 0000 0000';
    expect(hex(blocks.bytes)).toBe(words('06000000 34000000', head, rest, '34000000'));
    expect(hex(withComment(blocks.bytes, 'löst'))).toBe(
      words('06000000 40000000', head, '0100 0500 6cc3b67374000000', rest, '40000000'),
    );
  });
});
