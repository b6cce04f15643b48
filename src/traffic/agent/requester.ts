import type { TrafficSpec } from '../../core/lab/lab.ts';
import { summariseLatencies } from '../../core/measure/latency.ts';
import { countLossPeriods } from '../../core/measure/loss-periods.ts';
import type { FlowReading } from '../protocol.ts';
import { headerBytes, readDatagram, writeDatagram } from './datagram.ts';
import { DatagramSocket } from './datagram-socket.ts';
import type { Endpoint, EndpointContext } from './endpoint.ts';
import { monotonicNs } from './monotonic-clock.ts';
import { describeErrorCode } from './socket-error.ts';

export type ExchangeSpec = Extract<TrafficSpec, { kind: 'udp-rr' }>;

/** Sends a request, waits for its answer or until the time-out, then sends the next. */
export class Requester implements Endpoint {
  readonly #context: EndpointContext;
  readonly #spec: ExchangeSpec;
  readonly #datagram: Buffer;
  /** By sequence number; NaN while there is no answer. */
  readonly #latenciesNs: number[] = [];
  readonly #copies: number[] = [];
  #socket: DatagramSocket | null = null;
  #phase: 'waiting' | 'running' | 'draining' | 'reported' = 'waiting';
  #answered = 0;
  #duplicates = 0;
  #corrupted = 0;
  #sentAtNs = 0;
  #lastLatencyNs: number | null = null;
  #timeout: NodeJS.Timeout | null = null;

  constructor(context: EndpointContext, spec: ExchangeSpec) {
    this.#context = context;
    this.#spec = spec;
    this.#datagram = Buffer.alloc(spec.payloadBytes);
  }

  async open(): Promise<void> {
    const { plan } = this.#context.flow;
    if (this.#spec.payloadBytes < headerBytes) {
      throw new Error(`${plan.name}: a datagram takes ${headerBytes} B of payload at least`);
    }
    const socket = await DatagramSocket.bind(this.#spec.ip, plan.sourceAddress, 0);
    await socket.connect(plan.destinationAddress, plan.port);
    socket.onDatagram((datagram) => this.#onAnswer(datagram, monotonicNs()));
    this.#socket = socket;
  }

  start(atNs: number): void {
    this.#context.alarm.at(atNs, () => {
      if (this.#phase !== 'waiting') return;
      this.#phase = 'running';
      this.#context.activate();
      this.#request();
    });
  }

  #request(): void {
    const sequence = this.#latenciesNs.length;
    if (this.#phase !== 'running') return;
    if (sequence === this.#spec.count) {
      this.#awaitCopies();
      return;
    }
    this.#sentAtNs = monotonicNs();
    writeDatagram(this.#datagram, this.#context.flow.id, sequence, this.#sentAtNs);
    const error = this.#socket?.send(this.#datagram) ?? null;
    if (error !== null) {
      this.#end(false, describeErrorCode(error));
      return;
    }
    this.#latenciesNs.push(Number.NaN);
    this.#timeout = setTimeout(() => this.#request(), this.#spec.timeoutMs);
  }

  #onAnswer(bytes: Buffer, nowNs: number): void {
    if (this.#phase === 'reported') return;
    const answer = readDatagram(bytes);
    if (answer === null) this.#corrupted++;
    if (answer?.flow !== this.#context.flow.id) return;
    const { sequence } = answer;
    if (sequence >= this.#latenciesNs.length) return;
    if (answer.corrupted) this.#corrupted++;
    this.#copies[sequence] = (this.#copies[sequence] ?? 0) + 1;
    if ((this.#copies[sequence] ?? 0) > 1) {
      this.#duplicates++;
      return;
    }
    // An answer that comes after its time-out is none.
    if (this.#phase !== 'running' || sequence !== this.#latenciesNs.length - 1) return;
    this.#lastLatencyNs = nowNs - this.#sentAtNs;
    this.#latenciesNs[sequence] = this.#lastLatencyNs;
    this.#answered++;
    if (this.#timeout !== null) clearTimeout(this.#timeout);
    this.#request();
  }

  #awaitCopies(): void {
    const { duplicates, drainMs, queueMs } = this.#context.flow.plan;
    this.#phase = 'draining';
    if (!duplicates) this.#end(true, null);
    else this.#context.alarm.at(monotonicNs() + (drainMs - queueMs) * 1e6, () => this.#end(true, null));
  }

  read(): FlowReading {
    const sent = this.#latenciesNs.length;
    const waiting = this.#phase === 'running' && Number.isNaN(this.#latenciesNs.at(-1) ?? 0) ? 1 : 0;
    return {
      phase: this.#phase === 'reported' ? 'draining' : this.#phase,
      sent,
      received: this.#answered,
      receivedBytes: this.#answered * this.#spec.payloadBytes,
      lost: sent - this.#answered - waiting,
      duplicates: this.#duplicates,
      rttSeconds: this.#lastLatencyNs === null ? null : this.#lastLatencyNs / 1e9,
    };
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
    if (this.#timeout !== null) clearTimeout(this.#timeout);
    const isLost = (sequence: number): boolean => Number.isNaN(this.#latenciesNs[sequence]);
    this.#context.report({
      kind: 'requester',
      finished,
      error,
      sent: this.#latenciesNs.length,
      answered: this.#answered,
      duplicates: this.#duplicates,
      corrupted: this.#corrupted,
      lossPeriods: countLossPeriods(this.#latenciesNs.length, isLost),
      latency: summariseLatencies(this.#latenciesNs.filter((latency) => !Number.isNaN(latency))),
    });
  }
}
