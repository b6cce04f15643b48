import { describe, expect, it } from 'vitest';
import { arpFrame, udpFrame } from '../packet/frames.ts';
import { TestWire } from './test-wire.ts';

interface Seen {
  readonly port: number;
  readonly record: number;
  readonly atMs: number;
  readonly frame: Uint8Array;
}

class Recorder {
  readonly offers: Seen[] = [];
  readonly deliveries: Seen[] = [];

  offered(port: number, record: number, frame: Uint8Array, length: number, atNs: number): void {
    this.offers.push({ port, record, atMs: atNs / 1e6, frame: frame.slice(0, length) });
  }

  delivered(port: number, record: number, frame: Uint8Array, length: number, atNs: number): void {
    this.deliveries.push({ port, record, atMs: atNs / 1e6, frame: frame.slice(0, length) });
  }
}

describe('a tap', () => {
  it('sees each packet as it was sent, and as it arrived', () => {
    const tap = new Recorder();
    const wire = new TestWire({ tap, impair: { corruptRatio: 1, duplicateRatio: 1, delayMs: 20 } });
    const frame = udpFrame();
    wire.send(frame, 5);
    wire.drain();
    expect(tap.offers).toEqual([{ port: 0, record: 0, atMs: 5, frame }]);
    expect(tap.deliveries.map(({ port, record, atMs }) => [port, record, atMs])).toEqual([
      [1, 0, 25],
      [1, 1, 25],
    ]);
    expect(tap.deliveries.map((seen) => seen.frame)).toEqual(wire.arrivals.map((seen) => seen.frame));
    expect(tap.deliveries[0]?.frame).not.toEqual(frame);
  });

  it('sees what is lost once, and what passes uncounted never', () => {
    const tap = new Recorder();
    const wire = new TestWire({ tap, impair: { loss: { model: 'independent', ratio: 1 } } });
    wire.send(arpFrame(), 1);
    wire.send(udpFrame(), 2);
    wire.drain();
    expect(wire.arrivals).toHaveLength(1);
    expect(tap.offers.map(({ record, atMs }) => [record, atMs])).toEqual([[0, 2]]);
    expect(tap.deliveries).toEqual([]);
  });

  it('sees each receiver of a group', () => {
    const tap = new Recorder();
    const wire = new TestWire({ tap, nodes: ['a', 'b', 'c'] });
    const frame = udpFrame();
    frame.fill(0xff, 0, 6);
    wire.send(frame, 1, 1);
    wire.drain();
    expect(tap.deliveries.map(({ port, record }) => [port, record])).toEqual([
      [0, 0],
      [2, 0],
    ]);
  });
});
