/**
 * The line of one direction: what waits for it, and when each packet is serialised. The queue holds
 * only what waits; the packet on the line is not in it.
 */

import { defaultQueue, type Impairment, type QueueLimit } from '../lab/impairment.ts';
import { Codel } from './codel.ts';
import type { FrameStore } from './frame-store.ts';
import { type LineServer, RateServer } from './rate-server.ts';
import { TraceServer } from './trace-server.ts';
import { WaitingQueue } from './waiting-queue.ts';

export interface LineSink {
  /** Its last byte is on the line at `atNs`, which may lie ahead. */
  depart(slot: number, atNs: number): void;
  drop(slot: number, cause: 'queue-full' | 'codel'): void;
}

export class Line {
  readonly #store: FrameStore;
  readonly #sink: LineSink;
  readonly #mtu: number;
  readonly #queue = new WaitingQueue();
  #server: LineServer | null = null;
  #codel: Codel | null = null;
  #limit: QueueLimit = defaultQueue.limit;
  maxPackets = 0;

  constructor(store: FrameStore, sink: LineSink, mtu: number) {
    this.#store = store;
    this.#sink = sink;
    this.#mtu = mtu;
  }

  get packets(): number {
    return this.#queue.packets;
  }

  /** When the next waiting packet starts; Infinity when none waits. */
  get nextStartNs(): number {
    if (this.#server === null || this.#queue.packets === 0) return Number.POSITIVE_INFINITY;
    return this.#server.startNs(this.#queue.headSinceNs);
  }

  /** What waits already stays, whatever the new limit; without rate or trace it all goes at once. */
  configure(impairment: Impairment, originNs: number, nowNs: number): void {
    const { rateBitsPerSecond, trace, queue } = impairment;
    const { limit, aqm } = queue ?? defaultQueue;
    this.#limit = limit;
    if (aqm === 'drop-tail') this.#codel = null;
    else this.#codel ??= new Codel(this.#mtu);
    if (trace !== null) {
      this.#server = new TraceServer(trace.opportunitiesMs, originNs, nowNs);
    } else if (rateBitsPerSecond !== null) {
      const freeAtNs = this.#server instanceof RateServer ? this.#server.freeAtNs : 0;
      this.#server = new RateServer(rateBitsPerSecond, freeAtNs);
    } else {
      this.#server = null;
      while (this.#queue.packets > 0) this.#sink.depart(this.#queue.shift(), nowNs);
    }
  }

  offer(slot: number, bytes: number, nowNs: number): void {
    if (this.#server === null) {
      this.#sink.depart(slot, nowNs);
      return;
    }
    const isFree = this.#queue.packets === 0 && this.#server.startNs(nowNs) <= nowNs;
    if (!isFree && this.#isFull(bytes)) {
      this.#sink.drop(slot, 'queue-full');
      return;
    }
    this.#queue.push(slot, bytes, nowNs);
    this.pump(nowNs);
    if (this.#queue.packets > this.maxPackets) this.maxPackets = this.#queue.packets;
  }

  /** Puts on the line what may start by `nowNs`. */
  pump(nowNs: number): void {
    const server = this.#server;
    if (server === null) return;
    while (this.#queue.packets > 0) {
      const startNs = server.startNs(this.#queue.headSinceNs);
      if (startNs > nowNs) return;
      const slot = this.#codel
        ? this.#codel.dequeue(this.#queue, startNs, this.#dropByCodel)
        : this.#queue.shift();
      if (slot < 0) return;
      this.#sink.depart(slot, server.serve(startNs, this.#store.ipLengths[slot] ?? 0));
    }
  }

  /** Empties the queue and the line, as when the link goes down. */
  clear(lose: (slot: number) => void): void {
    while (this.#queue.packets > 0) lose(this.#queue.shift());
    this.#server?.reset();
  }

  readonly #dropByCodel = (slot: number): void => this.#sink.drop(slot, 'codel');

  #isFull(bytes: number): boolean {
    return this.#limit.unit === 'packets'
      ? this.#queue.packets >= this.#limit.packets
      : this.#queue.bytes + bytes > this.#limit.bytes;
  }
}
