import type { AgentCommand, AgentFlow, AgentMessage } from '../protocol.ts';
import { Alarm } from './alarm.ts';
import { createEndpoint } from './create-endpoint.ts';
import type { Endpoint } from './endpoint.ts';
import { monotonicNs } from './monotonic-clock.ts';
import { warmUp } from './warm-up.ts';

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
    await warmUp(flows, this.#alarm);
    await Promise.all(
      flows.map(async (flow) => {
        const key = keyOf(flow.plan.name, flow.side);
        const endpoint = createEndpoint({
          flow,
          alarm: this.#alarm,
          activate: () => this.#activate(key),
          report: (report) => {
            this.#active.delete(key);
            this.#sayReading(key);
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
      if (readingIsDue) this.#sayReading(key);
    }
    if (this.#active.size === 0 && this.#sampling !== null) {
      clearInterval(this.#sampling);
      this.#sampling = null;
    }
  }

  #sayReading(key: string): void {
    const entry = this.#endpoints.get(key);
    const reading = entry?.endpoint.read() ?? null;
    if (entry === undefined || reading === null) return;
    this.#say({ say: 'reading', flow: entry.flow.plan.name, atNs: monotonicNs(), reading });
  }
}

function keyOf(flow: string, side: string): string {
  return `${flow} ${side}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
