import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describePacket } from '../../../src/core/packet/describe-packet.ts';
import { corruptPayload, corruptSegment } from '../../../src/core/packet/flip-bit.ts';
import { Layer, Packet, Protocol, TcpFlag } from '../../../src/core/packet/packet.ts';
import { parsePacket } from '../../../src/core/packet/parse-packet.ts';
import { arpFrame, fragmentFrame, icmpEchoFrame, parsed, tcpFrame, udpFrame } from './frames.ts';

describe('parsePacket', () => {
  it('reads TCP over IPv4 and IPv6', () => {
    for (const version of [4, 6] as const) {
      const payload = new Uint8Array(7);
      const packet = parsed(
        tcpFrame({ version, flags: TcpFlag.syn | TcpFlag.ack, sequence: 0xfffffffe, payload }),
      );
      expect(packet).toMatchObject({
        layer: version === 4 ? Layer.ipv4 : Layer.ipv6,
        protocol: Protocol.tcp,
        sourcePort: 40_000,
        destinationPort: 5000,
        tcpFlags: TcpFlag.syn | TcpFlag.ack,
        tcpSequence: 0xfffffffe,
        payloadLength: 7,
      });
    }
  });

  it('reads past IPv4 options and leaves Ethernet padding out', () => {
    const plain = udpFrame({ payload: new Uint8Array(4) });
    const frame = new Uint8Array(plain.length + 4 + 10);
    frame.set(plain.subarray(0, 34));
    frame.set([1, 1, 1, 0], 34);
    frame.set(plain.subarray(34), 38);
    frame[14] = 0x46;
    frame[17] = 20 + 4 + 8 + 4;
    expect(parsed(frame)).toMatchObject({ destinationPort: 5000, payloadLength: 4, ipLength: 36 });
  });

  it('reads past IPv6 extension headers, and fragments behind them', () => {
    const plain = udpFrame({ version: 6, payload: new Uint8Array(4) });
    const extensions = [44, 0, 1, 4, 0, 0, 0, 0, 17, 0, 0x05, 0xa9, 0, 0, 0, 9];
    const frame = Uint8Array.from([...plain.subarray(0, 54), ...extensions, ...plain.subarray(54)]);
    frame[20] = 0;
    frame[19] = (frame[19] ?? 0) + 16;
    expect(parsed(frame)).toMatchObject({
      protocol: Protocol.udp,
      isFragment: true,
      fragmentOffset: 0x05a8,
      fragmentId: 9,
      hasTransportHeader: false,
    });
  });

  it('knows what the kernel sends of itself', () => {
    expect(parsed(arpFrame()).layer).toBe(Layer.housekeeping);
    const solicitation = icmpEchoFrame({ version: 6 });
    solicitation[54] = 135;
    expect(parsed(solicitation).layer).toBe(Layer.housekeeping);
    expect(parsed(icmpEchoFrame({ version: 6 })).layer).toBe(Layer.ipv6);
  });

  it('describes packets in a few words', () => {
    const syn = tcpFrame({ flags: TcpFlag.syn, sequence: 9 });
    expect(describePacket(syn, parsed(syn))).toBe('TCP SYN 10.0.0.2:40000 > 10.0.0.3:5000 seq 9');
    const udp = udpFrame({ version: 6 });
    expect(describePacket(udp, parsed(udp))).toBe('UDP [fd00::2]:40000 > [fd00::3]:5000, 20 bytes');
    const later = fragmentFrame({ id: 1, offset: 1480, isLast: true });
    expect(describePacket(later, parsed(later))).toBe('UDP fragment at 1480 10.0.0.2 > 10.0.0.3, 32 bytes');
  });

  it('never throws, and never points outside of the frame, whatever the bytes', () => {
    const seeds = [udpFrame(), tcpFrame({ flags: 2, version: 6 }), icmpEchoFrame(), arpFrame()];
    const mutated = fc
      .tuple(
        fc.constantFrom(...seeds),
        fc.array(fc.tuple(fc.nat(90), fc.nat(255)), { maxLength: 12 }),
        fc.nat(100),
      )
      .map(([seed, changes, length]) => {
        const frame = Uint8Array.from(seed);
        for (const [at, value] of changes) if (at < frame.length) frame[at] = value;
        return frame.subarray(0, Math.min(length, frame.length));
      });
    const packet = new Packet();
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array({ maxLength: 120 }), mutated),
        fc.double({ min: 0, max: 0.999 }),
        (bytes, pick) => {
          const frame = Uint8Array.from(bytes);
          parsePacket(frame, frame.length, packet);
          const ends = [
            packet.transportOffset + packet.transportLength,
            packet.payloadOffset + packet.payloadLength,
            packet.checksumOffset > 0 ? packet.checksumOffset + 2 : 0,
          ];
          for (const end of ends) expect(end).toBeLessThanOrEqual(frame.length);
          expect(packet.payloadLength).toBeGreaterThanOrEqual(0);
          describePacket(frame, packet);
          corruptPayload(frame, packet, pick);
          corruptSegment(frame, packet, pick);
          expect(frame.length).toBe(bytes.length);
        },
      ),
      { numRuns: 5000, seed: 1 },
    );
  });
});
