/**
 * All links of a case. Driven from outside: frames are offered, time is told, and what is due is
 * handed to an output. Times are nanoseconds on any monotonic clock, as doubles (exact to 1 ns for
 * the first 104 days of it).
 */

import type { FaultSpec } from '../lab/fault.ts';
import type { Impairment } from '../lab/impairment.ts';
import type { LinkSpec, TimelineEntry } from '../lab/lab.ts';
import { describePacket } from '../packet/describe-packet.ts';
import { Layer, Packet } from '../packet/packet.ts';
import { parsePacket } from '../packet/parse-packet.ts';
import { ConversationTable } from './conversation.ts';
import { Direction, type DirectionContext } from './direction.ts';
import { DueHeap } from './due-heap.ts';
import type { FaultEffect } from './fault-rules.ts';
import type { Flow } from './flow.ts';
import { FragmentTable } from './fragment-table.ts';
import { FrameStore, SlotState } from './frame-store.ts';
import { Histogram } from './histogram.ts';
import { nodesByAddress } from './node-address.ts';
import { PacketLog } from './packet-log.ts';
import { NoteLog } from './packet-note.ts';
import { encodeRecordHeader, type RecordHeader } from './packet-record.ts';
import { type PacketWatch, PacketWatchers } from './packet-watch.ts';
import { Segment } from './switching.ts';
import type { WireTap } from './wire-tap.ts';

export interface WirePlan {
  readonly seed: number;
  readonly links: readonly LinkSpec[];
  readonly faults: readonly FaultSpec[];
  readonly timeline: readonly TimelineEntry[];
  /** Packets of which a note is to be left behind the records; none when left out. */
  readonly watches?: readonly PacketWatch[];
}

export interface WireOutput {
  /** Writes a frame to the device at `port`. Returns when that was done, NaN if it couldn't be. */
  transmit(port: number, frame: Uint8Array, length: number): number;
  impairmentChanged(direction: Direction, cause: 'timeline' | 'hand'): void;
  faultFired(direction: Direction, rule: number, nth: number, action: string, packet: string): void;
}

type ImpairmentEntry = Extract<TimelineEntry, { do: 'impair' }>;

const swapTimeoutNs = 1e9;
const maxFaultNotices = 1000;
/** Ethernet header, one VLAN tag, and one byte more, by which an overlong frame shows. */
const slotOverhead = 19;

export class Wire implements DirectionContext {
  readonly directions: readonly Direction[];
  readonly store: FrameStore;
  readonly log = new PacketLog();
  readonly flows: Flow[] = [];
  /** How late packets left against their schedule. */
  readonly lateness = new Histogram();
  readonly #seed: number;
  readonly #output: WireOutput;
  readonly #tap: WireTap | null;
  readonly #notes = new NoteLog();
  /** Null when there is nothing to watch for: most labs pay nothing. */
  readonly #watchers: PacketWatchers | null;
  readonly #heap = new DueHeap();
  readonly #segments: readonly Segment[];
  readonly #conversations: ConversationTable;
  readonly #fragments = new FragmentTable();
  readonly #packet = new Packet();
  readonly #timeline: readonly ImpairmentEntry[];
  #timelineNext = 0;
  #timelineNextNs = Number.POSITIVE_INFINITY;
  #originNs: number;
  #faultNotices = 0;

  /** @param nowNs when the links come up; traces count from it until the case's clock starts */
  constructor(plan: WirePlan, output: WireOutput, nowNs: number, tap: WireTap | null = null) {
    this.#seed = plan.seed;
    this.#output = output;
    this.#tap = tap;
    this.#originNs = nowNs;
    const mtu = Math.max(...plan.links.map((link) => link.mtu));
    this.store = new FrameStore(Math.ceil((mtu + slotOverhead) / 64) * 64);
    this.#conversations = new ConversationTable(nodesByAddress(plan.links));
    const directions: Direction[] = [];
    const segments: Segment[] = [];
    for (const link of plan.links) {
      const ports = link.ends.map(({ mac }, index) => ({ port: directions.length + index, mac }));
      const segment = new Segment(ports);
      for (const end of link.ends) {
        const place = {
          port: directions.length,
          link: link.name,
          from: end.node,
          mtu: link.mtu,
          seed: plan.seed,
        };
        const direction = new Direction(place, this, plan.faults);
        direction.configure(end.impairment, nowNs, nowNs);
        directions.push(direction);
        segments.push(segment);
      }
    }
    this.directions = directions;
    this.#segments = segments;
    const { watches = [] } = plan;
    const places = directions.map(({ place }) => place);
    this.#watchers = watches.length === 0 ? null : new PacketWatchers(watches, places, this.#notes);
    this.#timeline = plan.timeline.filter((entry) => entry.do === 'impair').sort((a, b) => a.atMs - b.atMs);
  }

  /** When something is due next; Infinity when nothing is. */
  get nextNs(): number {
    return Math.min(this.#heap.firstNs, this.#timelineNextNs);
  }

  get originNs(): number {
    return this.#originNs;
  }

  /** The case's clock starts: timeline and traces count from here. */
  startClock(originNs: number): void {
    this.#originNs = originNs;
    for (const direction of this.directions) {
      if (direction.impairment.trace === null) continue;
      direction.configure(direction.impairment, originNs, originNs);
      this.#wakeLater(direction);
    }
    this.#scheduleTimeline();
  }

  /** A frame from the device at `port`, in `slot` of the store; the slot is the wire's from now on. */
  offer(port: number, slot: number, length: number, nowNs: number): void {
    if (this.nextNs <= nowNs) this.advance(nowNs);
    const { store } = this;
    const direction = this.directions[port];
    if (direction === undefined || length < 14 || length >= store.slotBytes) {
      store.release(slot);
      return;
    }
    const frame = store.frame(slot);
    const packet = this.#packet;
    store.lengths[slot] = length;
    parsePacket(frame, length, packet);
    if (packet.layer === Layer.housekeeping) {
      if (!direction.impairment.down) this.#transmit(port, slot, null);
      store.release(slot);
      return;
    }
    this.#tap?.offered(port, this.log.next, frame, length, nowNs);
    if (packet.isFragment) this.#fragments.resolve(frame, packet);
    this.#watchers?.offered(port, this.log.next, frame, packet);
    const sighting = this.#conversations.find(frame, packet);
    direction.offer(slot, packet, sighting.conversation, sighting.isForward, nowNs);
    this.#wakeLater(direction);
    if (this.#heap.firstNs <= nowNs) this.advance(nowNs);
  }

  /** Does all that is due by `nowNs`, in the order in which it is due. */
  advance(nowNs: number): void {
    for (;;) {
      const dueNs = this.#heap.firstNs;
      if (this.#timelineNextNs <= nowNs && this.#timelineNextNs <= dueNs) {
        this.#applyTimeline();
      } else if (dueNs <= nowNs) {
        const value = this.#heap.pop();
        if (value < 0) this.#wake(~value, dueNs);
        else this.#due(value, dueNs);
      } else {
        return;
      }
    }
  }

  setImpairment(port: number, impairment: Impairment, nowNs: number, cause: 'timeline' | 'hand'): void {
    this.advance(nowNs - 1);
    const direction = this.directions[port];
    if (direction === undefined) return;
    if (impairment.down && !direction.impairment.down) this.#loseAll(direction);
    direction.configure(impairment, this.#originNs, nowNs);
    direction.line.pump(nowNs);
    this.#wakeLater(direction);
    this.#output.impairmentChanged(direction, cause);
  }

  schedule(slot: number, dueNs: number): void {
    this.#heap.push(dueNs, slot);
  }

  faultFired(direction: Direction, effect: FaultEffect, frame: Uint8Array, packet: Packet): void {
    for (const { rule, nth, action } of effect.fired) {
      if (this.#faultNotices++ >= maxFaultNotices) return;
      this.#output.faultFired(direction, rule, nth, action, describePacket(frame, packet));
    }
  }

  /** The packets' records and notes: a header line, then pieces. Ends the wire. */
  *records(): Generator<Uint8Array> {
    const header: RecordHeader = {
      format: 'wirelab-packets',
      version: 1,
      seed: this.#seed,
      records: this.log.count,
      omitted: this.log.omitted,
      directions: this.directions.map(({ place: { link, from } }) => ({ link, from })),
      flows: this.flows.map((flow) => flow.described()),
    };
    yield new TextEncoder().encode(encodeRecordHeader(header));
    yield* this.log.finish(this.#originNs);
    yield* this.#notes.pieces();
  }

  #wakeLater(direction: Direction): void {
    const startNs = direction.line.nextStartNs;
    if (startNs === direction.wakeNs) return;
    direction.wakeNs = startNs;
    if (startNs < Number.POSITIVE_INFINITY) this.#heap.push(startNs, ~direction.place.port);
  }

  #wake(port: number, dueNs: number): void {
    const direction = this.directions[port];
    // An earlier wish to be woken that a later one replaced.
    if (direction === undefined || direction.wakeNs !== dueNs) return;
    direction.wakeNs = Number.POSITIVE_INFINITY;
    direction.isDirty = true;
    direction.line.pump(dueNs);
    this.#wakeLater(direction);
  }

  #due(slot: number, dueNs: number): void {
    const { store } = this;
    const state = store.states[slot];
    if (state === SlotState.gone) {
      store.release(slot);
    } else if (state === SlotState.underway && (store.swaps[slot] ?? 0) > 0) {
      store.states[slot] = SlotState.held;
      store.flows[slot]?.held.push(slot);
      this.#heap.push(dueNs + swapTimeoutNs, slot);
    } else {
      if (state === SlotState.held) this.#unhold(slot);
      this.#deliver(slot, dueNs);
      store.release(slot);
    }
  }

  #deliver(slot: number, dueNs: number): void {
    const { store, log } = this;
    const port = store.directions[slot] ?? 0;
    const direction = this.directions[port];
    if (direction === undefined) return;
    direction.isDirty = true;
    const leftNs = this.#transmit(port, slot, this.#tap);
    if (Number.isNaN(leftNs)) {
      direction.countLost(slot, 'no-receiver');
    } else {
      const { counters } = direction;
      const serial = store.serials[slot] ?? 0;
      counters.delivered++;
      counters.deliveredBytes += store.ipLengths[slot] ?? 0;
      if (serial > direction.lastSerial) direction.lastSerial = serial;
      else if (store.copies[slot] === 0) counters.reordered++;
      direction.delays.add(leftNs - (store.arrivedNs[slot] ?? 0));
      this.lateness.add(leftNs - dueNs);
      log.setDelivered(store.records[slot] ?? -1, leftNs);
    }
    const flow = store.flows[slot];
    if (flow && flow.held.length > 0) this.#releaseSwapped(flow, store.ns[slot] ?? 0, dueNs);
  }

  /** A packet of the flow has gone: those before it that waited for it come one nearer to their turn. */
  #releaseSwapped(flow: Flow, n: number, dueNs: number): void {
    const { store } = this;
    for (const slot of [...flow.held]) {
      if ((store.ns[slot] ?? 0) >= n || store.states[slot] !== SlotState.held) continue;
      const left = (store.swaps[slot] ?? 0) - 1;
      store.swaps[slot] = left;
      if (left > 0) continue;
      this.#unhold(slot);
      this.#deliver(slot, dueNs);
      store.states[slot] = SlotState.gone;
    }
  }

  #unhold(slot: number): void {
    const held = this.store.flows[slot]?.held;
    const at = held?.indexOf(slot) ?? -1;
    if (at >= 0) held?.splice(at, 1);
  }

  #transmit(port: number, slot: number, tap: WireTap | null): number {
    const { store } = this;
    const frame = store.frame(slot);
    const length = store.lengths[slot] ?? 0;
    let leftNs = Number.NaN;
    for (const receiver of this.#segments[port]?.receivers(port, frame) ?? []) {
      const writtenNs = this.#output.transmit(receiver, frame, length);
      if (Number.isNaN(writtenNs)) continue;
      leftNs = writtenNs;
      tap?.delivered(receiver, store.records[slot] ?? -1, frame, length, writtenNs);
    }
    return leftNs;
  }

  /** The link is down: what waits and what is in flight is lost. */
  #loseAll(direction: Direction): void {
    const { store } = this;
    direction.line.clear((slot) => direction.lose(slot, 'down'));
    for (const slot of this.#heap.values()) {
      if (slot < 0 || store.directions[slot] !== direction.place.port) continue;
      if (store.states[slot] === SlotState.gone) continue;
      if (store.states[slot] === SlotState.held) this.#unhold(slot);
      direction.countLost(slot, 'down');
      store.states[slot] = SlotState.gone;
    }
    direction.forgetPredecessors();
  }

  #applyTimeline(): void {
    const entry = this.#timeline[this.#timelineNext++];
    const atNs = this.#timelineNextNs;
    this.#scheduleTimeline();
    if (entry === undefined) return;
    const port = this.directions.findIndex(
      ({ place }) => place.link === entry.link && place.from === entry.from,
    );
    this.setImpairment(port, entry.impairment, atNs, 'timeline');
  }

  #scheduleTimeline(): void {
    const next = this.#timeline[this.#timelineNext];
    this.#timelineNextNs = next ? this.#originNs + next.atMs * 1e6 : Number.POSITIVE_INFINITY;
  }
}
