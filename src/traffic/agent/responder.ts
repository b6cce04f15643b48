import { readDatagram } from './datagram.ts';
import { DatagramSocket } from './datagram-socket.ts';
import type { Endpoint, EndpointContext } from './endpoint.ts';
import type { ExchangeSpec } from './requester.ts';

/** Sends each request back as it came. */
export class Responder implements Endpoint {
  readonly #context: EndpointContext;
  readonly #spec: ExchangeSpec;
  #socket: DatagramSocket | null = null;
  #reported = false;

  constructor(context: EndpointContext, spec: ExchangeSpec) {
    this.#context = context;
    this.#spec = spec;
  }

  async open(): Promise<void> {
    const { id, plan } = this.#context.flow;
    const socket = await DatagramSocket.bind(this.#spec.ip, plan.destinationAddress, plan.port);
    this.#socket = socket;
    socket.onDatagram((bytes, reply) => {
      // Looked at in a copy: what a link broke goes back broken.
      if (readDatagram(Buffer.from(bytes))?.flow === id) reply(bytes);
    });
  }

  read(): null {
    return null;
  }

  stop(): void {
    if (this.#reported) return;
    this.#reported = true;
    this.#context.report({ kind: 'responder', finished: true, error: null });
  }

  close(): void {
    this.#socket?.close();
    this.#socket = null;
  }
}
