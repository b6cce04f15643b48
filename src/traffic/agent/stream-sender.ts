import type { TrafficSpec } from '../../core/lab/lab.ts';
import type { FlowReading } from '../protocol.ts';
import { headerBytes, writeDatagram } from './datagram.ts';
import { DatagramSocket } from './datagram-socket.ts';
import type { Endpoint, EndpointContext } from './endpoint.ts';
import { monotonicNs } from './monotonic-clock.ts';
import { describeErrorCode } from './socket-error.ts';

export type StreamSpec = Extract<TrafficSpec, { kind: 'udp-stream' }>;

/** How many datagrams the stream has: those whose turn comes before its time is over. */
export function plannedDatagrams(spec: StreamSpec): number {
  return Math.max(1, Math.round((spec.packetsPerSecond * spec.durationMs) / 1000));
}

/** Below this many ns between datagrams those that are due go together. */
const finestSpacingNs = 200_000;
const retryNs = 1_000_000;

/**
 * Sends the i-th datagram at start + i / rate, on time as far as the machine lets it. What is late is
 * made up for at no more than twice the rate, so that a stall doesn't turn into a burst.
 */
export class StreamSender implements Endpoint {
  readonly #context: EndpointContext;
  readonly #spec: StreamSpec;
  readonly #intervalNs: number;
  readonly #planned: number;
  readonly #datagram: Buffer;
  #socket: DatagramSocket | null = null;
  #sent = 0;
  #lastSentAtNs = 0;
  #phase: 'waiting' | 'running' | 'reported' = 'waiting';

  constructor(context: EndpointContext, spec: StreamSpec) {
    this.#context = context;
    this.#spec = spec;
    this.#intervalNs = 1e9 / spec.packetsPerSecond;
    this.#planned = plannedDatagrams(spec);
    this.#datagram = Buffer.alloc(spec.payloadBytes);
  }

  async open(): Promise<void> {
    const { plan } = this.#context.flow;
    if (this.#spec.payloadBytes < headerBytes) {
      throw new Error(`${plan.name}: a datagram takes ${headerBytes} B of payload at least`);
    }
    const socket = await DatagramSocket.bind(this.#spec.ip, plan.sourceAddress, 0);
    await socket.connect(plan.destinationAddress, plan.port);
    this.#socket = socket;
  }

  start(atNs: number): void {
    this.#lastSentAtNs = atNs;
    this.#context.alarm.at(atNs, () => {
      if (this.#phase !== 'waiting') return;
      this.#phase = 'running';
      this.#context.activate();
      this.#send(atNs);
    });
  }

  #send(startNs: number): void {
    const socket = this.#socket;
    while (this.#phase === 'running' && socket !== null) {
      const nowNs = monotonicNs();
      writeDatagram(this.#datagram, this.#context.flow.id, this.#sent, nowNs);
      const error = socket.send(this.#datagram);
      if (error === 'EAGAIN' || error === 'ENOBUFS') {
        this.#context.alarm.at(nowNs + retryNs, () => this.#send(startNs));
        return;
      }
      if (error !== null) {
        this.#end(false, describeErrorCode(error));
        return;
      }
      this.#lastSentAtNs = nowNs;
      this.#sent++;
      if (this.#sent === this.#planned) {
        this.#end(true, null);
        return;
      }
      const dueNs = this.#nextDueNs(startNs, nowNs);
      if (dueNs > nowNs) {
        this.#context.alarm.at(dueNs, () => this.#send(startNs));
        return;
      }
    }
  }

  #nextDueNs(startNs: number, nowNs: number): number {
    const scheduledNs = startNs + this.#sent * this.#intervalNs;
    if (this.#intervalNs < finestSpacingNs) return scheduledNs;
    return Math.max(scheduledNs, nowNs + this.#intervalNs / 2);
  }

  read(): FlowReading {
    return { phase: this.#phase === 'reported' ? 'draining' : this.#phase, sent: this.#sent };
  }

  stop(): void {
    this.#end(false, null);
  }

  close(): void {
    this.#socket?.close();
    this.#socket = null;
  }

  #end(finished: boolean, error: string | null): void {
    if (this.#phase === 'reported') return;
    this.#phase = 'reported';
    this.#context.report({
      kind: 'datagram-sender',
      finished,
      error,
      sent: this.#sent,
      lastSentAtNs: this.#lastSentAtNs,
    });
  }
}
