import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { summariseLatencies } from '../../core/measure/latency.ts';
import type { FlowReading } from '../protocol.ts';
import type { Endpoint, EndpointContext } from './endpoint.ts';
import { describeSocketError } from './socket-error.ts';
import { noCounts, TcpChannel } from './tcp-channel.ts';
import { setTcpOptions, type TcpSpec } from './tcp-options.ts';

interface ServerHandle {
  readonly fd: number;
}

/** Listens, takes one connection, reads it to its end and answers what is to be answered. */
export class TcpListener implements Endpoint {
  readonly #context: EndpointContext;
  readonly #spec: TcpSpec;
  #server: Server | null = null;
  #socket: Socket | null = null;
  #channel: TcpChannel | null = null;
  #answered = 0;
  #reported = false;

  constructor(context: EndpointContext, spec: TcpSpec) {
    this.#context = context;
    this.#spec = spec;
  }

  async open(): Promise<void> {
    const { plan } = this.#context.flow;
    const server = createServer({ allowHalfOpen: true, noDelay: this.#spec.kind === 'tcp-rr' });
    this.#server = server;
    server.on('connection', (socket) => this.#onConnection(socket));
    server.listen({ host: plan.destinationAddress, port: plan.port, ipv6Only: true, backlog: 16 });
    await once(server, 'listening');
    // Accepted sockets inherit these.
    if ('_handle' in server) setTcpOptions((server._handle as ServerHandle).fd, this.#spec);
  }

  #onConnection(socket: Socket): void {
    if (this.#channel !== null || this.#reported) {
      socket.destroy();
      return;
    }
    this.#socket = socket;
    this.#channel = new TcpChannel(socket, () => this.#answer());
    this.#context.activate();
    socket.on('end', () => {
      this.#end(true, null);
      socket.end();
    });
    socket.on('error', (error) => this.#end(false, describeSocketError(error)));
  }

  #answer(): void {
    if (this.#spec.kind !== 'tcp-rr') return;
    const channel = this.#channel;
    if (channel === null || channel.bytesReceived < (this.#answered + 1) * this.#spec.sizeBytes) return;
    this.#answered++;
    channel.send(this.#spec.sizeBytes, () => {});
  }

  read(): FlowReading | null {
    if (this.#channel === null) return null;
    // Exchanges are counted where they end.
    if (this.#spec.kind === 'tcp-rr') return null;
    const received = this.#channel.bytesReceived;
    return { received, receivedBytes: received };
  }

  stop(): void {
    this.#end(false, null);
    this.#socket?.resetAndDestroy();
  }

  close(): void {
    this.#server?.close();
    this.#socket?.destroy();
  }

  #end(finished: boolean, error: string | null): void {
    if (this.#reported) return;
    this.#reported = true;
    this.#channel?.sample();
    const counts = this.#channel?.counts() ?? noCounts;
    this.#context.report({
      kind: 'tcp',
      finished,
      error,
      connectNs: null,
      answered: this.#answered,
      latency: summariseLatencies([]),
      ...counts,
    });
    this.#server?.close();
  }
}
