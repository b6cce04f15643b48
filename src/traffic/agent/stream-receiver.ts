import { ArrivalLog } from '../../core/measure/arrival-log.ts';
import type { FlowReading } from '../protocol.ts';
import { readDatagram } from './datagram.ts';
import { DatagramSocket } from './datagram-socket.ts';
import type { Endpoint, EndpointContext } from './endpoint.ts';
import { monotonicNs } from './monotonic-clock.ts';
import { plannedDatagrams, type StreamSpec } from './stream-sender.ts';

/** The least that a queue is given to hand out what it holds, in ns. */
const queueFloorNs = 500e6;
/** Beyond the longest delay seen: where the machine stalls, packets take longer than the lab says. */
const stallMarginNs = 250e6;

/** Records what arrives, until all has or nothing more can. */
export class StreamReceiver implements Endpoint {
  readonly #context: EndpointContext;
  readonly #spec: StreamSpec;
  readonly #log: ArrivalLog;
  #socket: DatagramSocket | null = null;
  #receivedBytes = 0;
  #lastArrivalAtNs = 0;
  #sent: number | null = null;
  #lastSentAtNs = 0;
  #reported = false;

  constructor(context: EndpointContext, spec: StreamSpec) {
    this.#context = context;
    this.#spec = spec;
    this.#log = new ArrivalLog(plannedDatagrams(spec));
  }

  async open(): Promise<void> {
    const { plan } = this.#context.flow;
    this.#socket = await DatagramSocket.bind(this.#spec.ip, plan.destinationAddress, plan.port);
    this.#socket.onDatagram((datagram) => this.#onDatagram(datagram, monotonicNs()));
  }

  #onDatagram(bytes: Buffer, nowNs: number): void {
    if (this.#reported) return;
    this.#context.activate();
    this.#lastArrivalAtNs = nowNs;
    const datagram = readDatagram(bytes);
    if (datagram === null) this.#log.addUnrecognisable();
    if (datagram?.flow !== this.#context.flow.id) return;
    if (this.#log.add(datagram.sequence, datagram.sentAtNs, nowNs, datagram.corrupted)) {
      this.#receivedBytes += bytes.length;
    }
    // With no copies to come, the last of them ends it.
    if (this.#log.received === this.#sent && !this.#context.flow.plan.duplicates) this.#end(true);
  }

  drain(sent: number, lastSentAtNs: number): void {
    this.#sent = sent;
    this.#lastSentAtNs = lastSentAtNs;
    this.#waitForMore();
  }

  #waitForMore(): void {
    if (this.#reported) return;
    const nothingToCome = this.#log.received === this.#sent && !this.#context.flow.plan.duplicates;
    const deadlineNs = this.#deadlineNs();
    if (nothingToCome) this.#end(true);
    else if (monotonicNs() >= deadlineNs) this.#endOnceRead();
    else this.#context.alarm.at(deadlineNs, () => this.#waitForMore());
  }

  /** A receiver that wasn't scheduled finds the deadline over, and its socket full of what came in time. */
  #endOnceRead(): void {
    const before = this.#lastArrivalAtNs;
    // Between two `check` phases lies one in which the socket is read.
    setImmediate(() =>
      setImmediate(() => {
        if (this.#lastArrivalAtNs === before) this.#end(true);
        else this.#endOnceRead();
      }),
    );
  }

  /**
   * A queue's worst case can be minutes, and is rarely met: once datagrams have arrived it is taken to
   * be no more than twice the longest delay seen. What still comes in moves the deadline.
   */
  #deadlineNs(): number {
    const { plan } = this.#context.flow;
    const queueNs = plan.queueMs * 1e6;
    const pathNs = plan.drainMs * 1e6 - queueNs;
    if (this.#log.received === 0) return this.#lastSentAtNs + pathNs + queueNs;
    const likelyQueueNs = Math.min(queueNs, Math.max(queueFloorNs, 2 * this.#log.transitMaxNs));
    const newsNs = this.#lastArrivalAtNs + Math.min(pathNs, queueFloorNs);
    const lastArrivalIsLate = this.#lastArrivalAtNs > this.#lastSentAtNs + pathNs;
    return Math.max(
      this.#lastSentAtNs + pathNs + likelyQueueNs,
      this.#lastSentAtNs + this.#log.transitMaxNs + stallMarginNs,
      lastArrivalIsLate ? newsNs : 0,
    );
  }

  read(): FlowReading {
    const transitNs = this.#log.transitLastNs;
    return {
      received: this.#log.received,
      receivedBytes: this.#receivedBytes,
      lost: this.#log.missing,
      duplicates: this.#log.duplicates,
      reordered: this.#log.reordered,
      oneWayDelaySeconds: transitNs === null ? null : transitNs / 1e9,
    };
  }

  stop(): void {
    this.#end(false);
  }

  close(): void {
    this.#socket?.close();
    this.#socket = null;
  }

  #end(finished: boolean): void {
    if (this.#reported) return;
    this.#reported = true;
    const measurement = this.#log.measure(this.#sent ?? this.#log.received + this.#log.missing);
    this.#context.report({ kind: 'datagram-receiver', finished, error: null, measurement });
  }
}
