/** A wire with a clock that tests move. */

import type { FaultSpec } from '../../../src/core/lab/fault.ts';
import { type Impairment, unimpaired } from '../../../src/core/lab/impairment.ts';
import type { LinkSpec, TimelineEntry } from '../../../src/core/lab/lab.ts';
import type { Direction } from '../../../src/core/link/direction.ts';
import {
  decodePacketRecords,
  type PacketRecord,
  type RecordedPackets,
} from '../../../src/core/link/packet-record.ts';
import type { PacketWatch } from '../../../src/core/link/packet-watch.ts';
import { Wire } from '../../../src/core/link/wire.ts';
import type { WireTap } from '../../../src/core/link/wire-tap.ts';

export interface TestWireOptions {
  /** From a (port 0) to b (port 1), and back. */
  readonly impair?: Partial<Impairment>;
  readonly seed?: number;
  readonly faults?: readonly FaultSpec[];
  readonly timeline?: readonly TimelineEntry[];
  readonly nodes?: readonly string[];
  readonly link?: string;
  readonly tap?: WireTap;
  readonly watches?: readonly PacketWatch[];
}

interface Arrival {
  readonly port: number;
  readonly atMs: number;
  readonly frame: Uint8Array;
}

export class TestWire {
  readonly wire: Wire;
  readonly arrivals: Arrival[] = [];
  readonly faults: { rule: number; nth: number; action: string; packet: string }[] = [];
  readonly changes: { from: string; impairment: Impairment; cause: string; atMs: number }[] = [];
  nowMs = 0;

  constructor(options: TestWireOptions = {}) {
    const link: LinkSpec = {
      name: options.link ?? 'wan',
      mtu: 1500,
      ends: (options.nodes ?? ['a', 'b']).map((node, index) => ({
        node,
        device: 'eth0',
        mac: `02:00:00:00:00:0${index + 2}`,
        ipv4: { address: `10.0.0.${index + 2}`, prefixLength: 24 },
        ipv6: { address: `fd00::${index + 2}`, prefixLength: 64 },
        impairment: { ...unimpaired, ...options.impair },
      })),
    };
    const plan = {
      seed: options.seed ?? 1,
      links: [link],
      faults: options.faults ?? [],
      timeline: options.timeline ?? [],
      watches: options.watches ?? [],
    };
    const output = {
      transmit: (port: number, frame: Uint8Array, length: number) => {
        this.arrivals.push({ port, atMs: this.nowMs, frame: frame.slice(0, length) });
        return this.nowMs * 1e6;
      },
      impairmentChanged: (direction: Direction, cause: 'timeline' | 'hand') => {
        const { place, impairment } = direction;
        this.changes.push({ from: place.from, impairment, cause, atMs: this.nowMs });
      },
      faultFired: (_: Direction, rule: number, nth: number, action: string, packet: string) => {
        this.faults.push({ rule, nth, action, packet });
      },
    };
    this.wire = new Wire(plan, output, 0, options.tap);
    this.wire.startClock(0);
  }

  /** Offers a frame at a time, to which the clock moves. */
  send(frame: Uint8Array, atMs = this.nowMs, port = 0): void {
    this.runUntil(atMs);
    const slot = this.wire.store.acquire();
    this.wire.store.frame(slot).set(frame);
    this.wire.offer(port, slot, frame.length, atMs * 1e6);
  }

  /** Moves the clock from one due time to the next, as an ideal machine would. */
  runUntil(untilMs: number): void {
    while (this.wire.nextNs <= untilMs * 1e6) this.#step();
    this.nowMs = Math.max(this.nowMs, untilMs);
  }

  /** Until nothing is under way. */
  drain(): void {
    while (this.wire.nextNs < Number.POSITIVE_INFINITY) this.#step();
  }

  #step(): void {
    const { nextNs } = this.wire;
    this.nowMs = Math.max(this.nowMs, nextNs / 1e6);
    this.wire.advance(nextNs);
  }

  counters(port = 0) {
    return this.wire.directions[port]?.reading();
  }

  records(): PacketRecord[] {
    return [...this.recorded().records];
  }

  recorded(): RecordedPackets {
    const pieces = [...this.wire.records()].flatMap((piece) => Array.from(piece));
    return decodePacketRecords(Uint8Array.from(pieces));
  }
}
