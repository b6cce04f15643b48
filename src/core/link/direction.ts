/**
 * One direction of one link: the pipeline that a packet goes through from the sender's device to the
 * moment it is due at the receiver's. The order is the contract's: down, faults, loss, corruption,
 * duplication, queue with rate or trace, delay and jitter, reorder.
 */

import type { DirectionCounters } from '../event/event.ts';
import type { FaultSpec } from '../lab/fault.ts';
import { type Impairment, unimpaired } from '../lab/impairment.ts';
import { corruptPayload, corruptSegment } from '../packet/flip-bit.ts';
import type { Packet } from '../packet/packet.ts';
import type { Conversation } from './conversation.ts';
import { copyStride, draw, Purpose } from './fate.ts';
import { FaultEffect, FaultRules } from './fault-rules.ts';
import { Flow } from './flow.ts';
import { type FrameStore, SlotState } from './frame-store.ts';
import { Histogram } from './histogram.ts';
import { jitterQuantile } from './jitter.ts';
import { Line, type LineSink } from './line.ts';
import { type ChainParameters, chainParameters, isLostInChain, isLostIndependently } from './loss.ts';
import type { PacketLog } from './packet-log.ts';
import { type Cause, Mark } from './packet-record.ts';

export interface DirectionPlace {
  /** Position among all directions, and the number of the sender's device. */
  readonly port: number;
  readonly link: string;
  readonly from: string;
  readonly mtu: number;
  readonly seed: number;
}

/** What the directions of a wire share. */
export interface DirectionContext {
  readonly store: FrameStore;
  readonly log: PacketLog;
  readonly flows: Flow[];
  schedule(slot: number, dueNs: number): void;
  faultFired(direction: Direction, effect: FaultEffect, frame: Uint8Array, packet: Packet): void;
}

/** Frames under way may take so much memory; what comes beyond is dropped and counted. */
const maxBytesUnderway = 64 * 1024 * 1024;

export class Direction implements LineSink {
  readonly place: DirectionPlace;
  readonly line: Line;
  readonly delays = new Histogram();
  readonly counters = {
    offered: 0,
    delivered: 0,
    lost: 0,
    queueDrops: 0,
    duplicated: 0,
    reordered: 0,
    corrupted: 0,
    offeredBytes: 0,
    deliveredBytes: 0,
  };
  /** When this direction asked to be woken; Infinity when it didn't. */
  wakeNs = Number.POSITIVE_INFINITY;
  /** Something changed since the counters were last told. */
  isDirty = false;
  /** The highest serial delivered, by which overtaken packets are known. */
  lastSerial = 0;
  readonly #context: DirectionContext;
  readonly #faults: FaultRules;
  readonly #effect = new FaultEffect();
  readonly #flows = new Map<number, Flow>();
  #lastFlow: Flow | null = null;
  #lastFlowKey = -1;
  #impairment: Impairment = unimpaired;
  #chain: ChainParameters | null = null;
  #lastDueNs = 0;

  constructor(place: DirectionPlace, context: DirectionContext, faults: readonly FaultSpec[]) {
    this.place = place;
    this.#context = context;
    this.#faults = new FaultRules(faults, place.link, place.from);
    this.line = new Line(context.store, this, place.mtu);
  }

  get impairment(): Impairment {
    return this.#impairment;
  }

  reading(): DirectionCounters {
    return {
      ...this.counters,
      queuePackets: this.line.packets,
      queueMaxPackets: this.line.maxPackets,
    };
  }

  /** @param originNs the case's start, from which traces count */
  configure(impairment: Impairment, originNs: number, nowNs: number): void {
    this.#impairment = impairment;
    this.#chain = impairment.loss === null ? null : chainParameters(impairment.loss);
    this.line.configure(impairment, originNs, nowNs);
    this.isDirty = true;
  }

  /** A new silence on the line: later packets follow nobody. */
  forgetPredecessors(): void {
    this.#lastDueNs = 0;
  }

  /** The sender's device gave a packet. @param slot holds the frame, and its length */
  offer(slot: number, packet: Packet, conversation: Conversation, isForward: boolean, nowNs: number): void {
    const { store, log } = this.#context;
    const frame = store.frame(slot);
    const flow = this.#flowOf(conversation, isForward);
    const n = ++flow.n;
    const { counters } = this;
    this.isDirty = true;
    counters.offered++;
    counters.offeredBytes += packet.ipLength;
    store.ipLengths[slot] = packet.ipLength;
    store.directions[slot] = this.place.port;
    store.states[slot] = SlotState.underway;
    store.copies[slot] = 0;
    store.ns[slot] = n;
    store.serials[slot] = counters.offered;
    store.arrivedNs[slot] = nowNs;
    store.faultDelayNs[slot] = 0;
    store.swaps[slot] = 0;
    store.flows[slot] = flow;
    const record = log.append(packet, this.place.port, flow.index, n, nowNs);
    store.records[slot] = record;

    const { down, loss } = this.#impairment;
    const effect = this.#effect;
    effect.reset();
    if (!this.#faults.isEmpty) this.#faults.apply(frame, packet, flow, effect);
    // Chains advance with every packet, whatever else becomes of it.
    let isLost = false;
    if (this.#chain !== null) isLost = isLostInChain(this.#chain, flow, n);
    else if (loss?.model === 'independent') isLost = isLostIndependently(loss.ratio, flow.key, n);

    if (down) {
      this.lose(slot, 'down');
      return;
    }
    if (effect.rule >= 0) {
      log.setRule(record, effect.rule);
      this.#context.faultFired(this, effect, frame, packet);
    }
    if (effect.drop) this.lose(slot, 'fault');
    else if (isLost) this.lose(slot, 'loss');
    else if (store.bytesInUse > maxBytesUnderway) this.drop(slot, 'memory');
    else this.#admit(slot, packet, flow, n, nowNs);
  }

  #admit(slot: number, packet: Packet, flow: Flow, n: number, nowNs: number): void {
    const { store, log } = this.#context;
    const { duplicateRatio } = this.#impairment;
    const effect = this.#effect;
    const record = store.records[slot] ?? -1;
    this.#corrupt(slot, packet, flow, n);
    if (effect.delayNs > 0) {
      store.faultDelayNs[slot] = effect.delayNs;
      log.mark(record, Mark.faultDelayed);
    }
    if (effect.swap > 0) {
      store.swaps[slot] = effect.swap;
      log.mark(record, Mark.swapped);
    }
    let copies = effect.copies;
    if (duplicateRatio > 0 && draw(flow.key, n, Purpose.duplicate) < duplicateRatio) copies++;
    const bytes = packet.ipLength;
    if (copies === 0) {
      this.line.offer(slot, bytes, nowNs);
      return;
    }
    log.mark(record, Mark.duplicated);
    this.counters.duplicated += copies;
    const slots = [slot];
    for (let copy = 1; copy <= copies; copy++) {
      const copied = store.duplicate(slot);
      store.copies[copied] = copy;
      store.records[copied] = log.appendCopy(record);
      slots.push(copied);
    }
    for (const one of slots) this.line.offer(one, bytes, nowNs);
  }

  #corrupt(slot: number, packet: Packet, flow: Flow, n: number): void {
    const { corruptRatio, corruptPayloadRatio } = this.#impairment;
    const effect = this.#effect;
    const { store, log } = this.#context;
    const { key } = flow;
    let mark = 0;
    const hidden =
      effect.corruptPayload ||
      (corruptPayloadRatio > 0 && draw(key, n, Purpose.corruptPayload) < corruptPayloadRatio);
    if (hidden && corruptPayload(store.frame(slot), packet, draw(key, n, Purpose.corruptPayloadBit))) {
      mark |= Mark.payloadCorrupted;
    }
    const open = effect.corrupt || (corruptRatio > 0 && draw(key, n, Purpose.corrupt) < corruptRatio);
    if (open && corruptSegment(store.frame(slot), packet, draw(key, n, Purpose.corruptBit))) {
      mark |= Mark.corrupted;
    }
    if (mark === 0) return;
    this.counters.corrupted++;
    log.mark(store.records[slot] ?? -1, mark);
  }

  /** From the line into the air: delay and jitter, never before the predecessor; then what may overtake. */
  depart(slot: number, atNs: number): void {
    const { store, log } = this.#context;
    const { delayMs, jitter, reorder } = this.#impairment;
    let dueNs = atNs + delayMs * 1e6;
    let extraNs = store.faultDelayNs[slot] ?? 0;
    if (jitter !== null || reorder !== null) {
      const flow = store.flows[slot];
      const n = store.ns[slot] ?? 0;
      const copyPurpose = (store.copies[slot] ?? 0) * copyStride;
      if (flow && jitter !== null) {
        const u = draw(flow.key, n, Purpose.jitter + copyPurpose);
        dueNs += jitter.ms * 1e6 * jitterQuantile(jitter.distribution, u);
      }
      if (flow && reorder !== null && draw(flow.key, n, Purpose.reorder + copyPurpose) < reorder.ratio) {
        extraNs += reorder.byMs * 1e6;
        log.mark(store.records[slot] ?? -1, Mark.reordered);
      }
    }
    // Delay with jitter is never below zero, and a packet leaves no earlier than its predecessor.
    dueNs = Math.max(dueNs, atNs, this.#lastDueNs);
    this.#lastDueNs = dueNs;
    this.#context.schedule(slot, dueNs + extraNs);
  }

  drop(slot: number, cause: 'queue-full' | 'codel' | 'memory'): void {
    const { store, log } = this.#context;
    this.counters.queueDrops++;
    log.setFate(store.records[slot] ?? -1, 'queue-drop', cause);
    store.release(slot);
  }

  lose(slot: number, cause: Cause): void {
    this.countLost(slot, cause);
    this.#context.store.release(slot);
  }

  countLost(slot: number, cause: Cause): void {
    const { store, log } = this.#context;
    this.counters.lost++;
    log.setFate(store.records[slot] ?? -1, 'lost', cause);
  }

  #flowOf(conversation: Conversation, isForward: boolean): Flow {
    const key = conversation.index * 2 + (isForward ? 0 : 1);
    if (key === this.#lastFlowKey && this.#lastFlow !== null) return this.#lastFlow;
    let flow = this.#flows.get(key);
    if (flow === undefined) {
      const { flows } = this.#context;
      flow = new Flow(flows.length, conversation, isForward, this.place);
      flows.push(flow);
      this.#flows.set(key, flow);
    }
    this.#lastFlow = flow;
    this.#lastFlowKey = key;
    return flow;
  }
}
