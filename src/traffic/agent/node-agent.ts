import type { AgentCommand, AgentFlow, AgentMessage } from '../protocol.ts';
import { Alarm } from './alarm.ts';
import type { Endpoint, EndpointContext } from './endpoint.ts';
import { Requester } from './requester.ts';
import { Responder } from './responder.ts';
import { StreamReceiver } from './stream-receiver.ts';
import { StreamSender } from './stream-sender.ts';
import { TcpInitiator } from './tcp-initiator.ts';
import { TcpListener } from './tcp-listener.ts';

const sampleMs = 25;
const samplesPerReading = 4;

/** All sides of flows that one node has. */
export class NodeAgent {
  readonly #say: (message: AgentMessage) => void;
  readonly #alarm = new Alarm();
  readonly #endpoints = new Map<string, { readonly flow: AgentFlow; readonly endpoint: Endpoint }>();
  /** Those with something to read. */
  readonly #active = new Set<string>();
  #sampling: NodeJS.Timeout | null = null;
  #samples = 0;

  constructor(say: (message: AgentMessage) => void) {
    this.#say = say;
  }

  obey(command: AgentCommand): void {
    switch (command.do) {
      case 'open':
        this.#open(command.flows).then(
          () => this.#say({ say: 'ready' }),
          (error: unknown) => this.#say({ say: 'unable', message: messageOf(error) }),
        );
        return;
      case 'start':
        this.#endpoints.get(keyOf(command.flow, 'from'))?.endpoint.start?.(command.atNs);
        return;
      case 'drain':
        this.#endpoints.get(keyOf(command.flow, 'to'))?.endpoint.drain?.(command.sent, command.lastSentAtNs);
        return;
      case 'stop':
        this.#endpoints.get(keyOf(command.flow, command.side))?.endpoint.stop();
        return;
      default:
        command satisfies never;
    }
  }

  release(): void {
    this.#alarm.release();
  }

  async #open(flows: readonly AgentFlow[]): Promise<void> {
    await Promise.all(
      flows.map(async (flow) => {
        const key = keyOf(flow.plan.name, flow.side);
        const endpoint = createEndpoint({
          flow,
          alarm: this.#alarm,
          activate: () => this.#activate(key),
          report: (report) => {
            this.#active.delete(key);
            this.#say({ say: 'report', flow: flow.plan.name, side: flow.side, report });
          },
        });
        this.#endpoints.set(key, { flow, endpoint });
        await endpoint.open();
      }),
    );
  }

  #activate(key: string): void {
    this.#active.add(key);
    this.#sampling ??= setInterval(() => this.#sample(), sampleMs);
  }

  #sample(): void {
    const readingIsDue = this.#samples++ % samplesPerReading === 0;
    for (const key of this.#active) {
      const entry = this.#endpoints.get(key);
      if (entry === undefined) continue;
      entry.endpoint.sample?.();
      const reading = readingIsDue ? entry.endpoint.read() : null;
      const { plan, side } = entry.flow;
      if (reading !== null) this.#say({ say: 'reading', flow: plan.name, side, reading });
    }
    if (this.#active.size === 0 && this.#sampling !== null) {
      clearInterval(this.#sampling);
      this.#sampling = null;
    }
  }
}

function createEndpoint(context: EndpointContext): Endpoint {
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

function keyOf(flow: string, side: string): string {
  return `${flow} ${side}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
