import { Socket } from 'node:net';
import { summariseLatencies } from '../../core/measure/latency.ts';
import type { FlowReading } from '../protocol.ts';
import type { Endpoint, EndpointContext } from './endpoint.ts';
import { openTcpSocket } from './libc.ts';
import { monotonicNs } from './monotonic-clock.ts';
import { describeSocketError } from './socket-error.ts';
import { noCounts, TcpChannel } from './tcp-channel.ts';
import { setTcpOptions, type TcpSpec } from './tcp-options.ts';

/** Connects, sends the bytes or makes the exchanges, closes, and waits for the other side to have closed. */
export class TcpInitiator implements Endpoint {
  readonly #context: EndpointContext;
  readonly #spec: TcpSpec;
  readonly #latenciesNs: number[] = [];
  #socket: Socket | null = null;
  #channel: TcpChannel | null = null;
  #phase: 'waiting' | 'connecting' | 'running' | 'reported' = 'waiting';
  #connectAtNs = 0;
  #connectNs: number | null = null;
  #allSent = false;
  #requestAtNs = 0;

  constructor(context: EndpointContext, spec: TcpSpec) {
    this.#context = context;
    this.#spec = spec;
  }

  // Node makes a socket's descriptor only as it connects, too late for what must be set before: so it
  // is given one.
  open(): Promise<void> {
    const fd = openTcpSocket(this.#spec.ip);
    setTcpOptions(fd, this.#spec);
    // manualStart, of Node's own but not in its types: doesn't read before it is connected.
    const options = { fd, readable: true, writable: true, allowHalfOpen: true, manualStart: true };
    const socket = new Socket(options);
    this.#socket = socket;
    socket.on('end', () => this.#end(this.#allSent, 'the other side closed before all was sent'));
    socket.on('error', (error) => this.#end(false, describeSocketError(error)));
    return Promise.resolve();
  }

  start(atNs: number): void {
    this.#context.alarm.at(atNs, () => this.#connect());
  }

  #connect(): void {
    const { plan } = this.#context.flow;
    const socket = this.#socket;
    if (this.#phase !== 'waiting' || socket === null) return;
    this.#phase = 'connecting';
    this.#context.activate();
    socket.setNoDelay(this.#spec.kind === 'tcp-rr');
    this.#connectAtNs = monotonicNs();
    const to = { host: plan.destinationAddress, port: plan.port, localAddress: plan.sourceAddress };
    socket.connect(to, () => this.#onConnected());
    this.#channel = new TcpChannel(socket, () => this.#onData());
  }

  #onConnected(): void {
    this.#connectNs = monotonicNs() - this.#connectAtNs;
    this.#phase = 'running';
    this.#channel?.sample();
    if (this.#spec.kind === 'tcp-rr') this.#request();
    else this.#channel?.send(this.#spec.sizeBytes, () => this.#close());
  }

  #request(): void {
    this.#requestAtNs = monotonicNs();
    this.#channel?.send(this.#spec.sizeBytes, () => {});
  }

  #onData(): void {
    if (this.#spec.kind !== 'tcp-rr') return;
    const answeredBytes = (this.#latenciesNs.length + 1) * this.#spec.sizeBytes;
    if ((this.#channel?.bytesReceived ?? 0) < answeredBytes) return;
    this.#latenciesNs.push(monotonicNs() - this.#requestAtNs);
    if (this.#latenciesNs.length < this.#spec.count) this.#request();
    else this.#close();
  }

  #close(): void {
    this.#allSent = true;
    this.#socket?.end();
  }

  sample(): void {
    this.#channel?.sample();
  }

  read(): FlowReading | null {
    if (this.#phase === 'waiting') return null;
    const info = this.#channel?.latest ?? null;
    const answered = this.#latenciesNs.length;
    const lastLatencyNs = this.#latenciesNs.at(-1);
    const common = {
      phase: this.#phase === 'reported' ? ('draining' as const) : this.#phase,
      retransmits: info?.totalRetransmits ?? 0,
      cwndSegments: info?.cwndSegments ?? null,
    };
    if (this.#spec.kind === 'tcp-bulk') {
      return { ...common, sent: this.#channel?.bytesSent ?? 0, rttSeconds: info?.smoothedRttSeconds ?? null };
    }
    return {
      ...common,
      sent: Math.min(this.#spec.count, answered + (this.#phase === 'running' ? 1 : 0)),
      received: answered,
      receivedBytes: this.#channel?.bytesReceived ?? 0,
      rttSeconds: lastLatencyNs === undefined ? null : lastLatencyNs / 1e9,
    };
  }

  stop(): void {
    this.#end(false, null);
  }

  close(): void {
    this.#socket?.destroy();
  }

  #end(finished: boolean, error: string | null): void {
    if (this.#phase === 'reported') return;
    this.#channel?.sample();
    this.#phase = 'reported';
    this.#context.report({
      kind: 'tcp',
      finished,
      error: finished ? null : error,
      connectNs: this.#connectNs,
      answered: this.#latenciesNs.length,
      latency: summariseLatencies(this.#latenciesNs),
      ...(this.#channel?.counts() ?? noCounts),
    });
    // Half-open no longer: what had been sent has been acknowledged, or nobody waits for it.
    if (finished) this.#socket?.destroy();
    else this.#socket?.resetAndDestroy();
  }
}
