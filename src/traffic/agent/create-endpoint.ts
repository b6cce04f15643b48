import type { Endpoint, EndpointContext } from './endpoint.ts';
import { Requester } from './requester.ts';
import { Responder } from './responder.ts';
import { StreamReceiver } from './stream-receiver.ts';
import { StreamSender } from './stream-sender.ts';
import { TcpInitiator } from './tcp-initiator.ts';
import { TcpListener } from './tcp-listener.ts';

/** The endpoint for a kind of traffic and a side of it. */
export function createEndpoint(context: EndpointContext): Endpoint {
  const { side, spec } = context.flow;
  switch (spec.kind) {
    case 'tcp-bulk':
    case 'tcp-rr':
      return side === 'from' ? new TcpInitiator(context, spec) : new TcpListener(context, spec);
    case 'udp-stream':
      return side === 'from' ? new StreamSender(context, spec) : new StreamReceiver(context, spec);
    case 'udp-rr':
      return side === 'from' ? new Requester(context, spec) : new Responder(context, spec);
    default:
      return spec satisfies never;
  }
}
