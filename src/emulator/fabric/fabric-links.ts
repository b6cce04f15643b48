/** The links of one case, as the fabric's process carries them. */

import { createInterface } from 'node:readline';
import { EnvironmentError } from '../../core/environment-error.ts';
import type { Impairment } from '../../core/lab/impairment.ts';
import type { NetworkHost, OwnProcess } from '../../runtime/network-host.ts';
import type {
  DirectionReading,
  EmulatedLinks,
  NodeNetwork,
  WireNotice,
  WireReport,
  WireSpec,
} from '../emulator.ts';
import type { FabricCommand, FabricMessage } from './message.ts';
import { Outbox } from './outbox.ts';
import { ReadingTable } from './reading-table.ts';

const closeTimeoutMs = 2000;
const stderrTailCharacters = 2000;

interface Waiter {
  readonly type: FabricMessage['type'];
  resolve(message: FabricMessage): void;
  reject(error: Error): void;
}

export class FabricLinks implements EmulatedLinks {
  facts: Readonly<Record<string, string>> = {};
  readonly failed: Promise<string>;
  readonly #child: OwnProcess;
  readonly #outbox: Outbox;
  readonly #clockOffsetNs: bigint;
  readonly #exited: Promise<void>;
  #readings = new ReadingTable([]);
  #listener: (notice: WireNotice) => void = () => {};
  #waiters: Waiter[] = [];
  #stderrTail = '';
  #endCause: string | null = null;
  #isClosing = false;

  /** @param network where the process runs; null: on this machine */
  constructor(child: OwnProcess, network: NetworkHost | null) {
    this.#child = child;
    this.#outbox = new Outbox(network);
    this.#clockOffsetNs = network?.clockOffsetNs ?? 0n;
    let fail: (cause: string) => void = () => {};
    this.failed = new Promise((resolve) => {
      fail = resolve;
    });
    this.#exited = new Promise((resolve) => {
      const end = (cause: string) => {
        if (this.#endCause === null) {
          this.#endCause = cause;
          this.#rejectAll(cause);
          if (!this.#isClosing) fail(cause);
        }
        resolve();
      };
      child.once('error', (error) => end(`the fabric could not be started: ${error.message}`));
      // `exit`, not `close`: the cause must be known at once, even if somebody holds the pipes.
      child.once('exit', (status, signal) => end(this.#causeOfEnd(status, signal)));
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderrTail = (this.#stderrTail + text).slice(-stderrTailCharacters);
    });
    // Writing to a process that has just died: its exit tells.
    child.stdin?.on('error', () => {});
    if (child.stdout) {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const message = messageOf(line);
        if (message !== null) this.#hear(message);
      });
    }
  }

  /** Resolves once the process is there. */
  async ready(): Promise<void> {
    const message = await this.#answer('ready');
    if (message.type === 'ready') this.facts = message.facts;
  }

  async attach(wire: WireSpec, nodes: readonly NodeNetwork[]): Promise<void> {
    this.#readings = new ReadingTable(wire.links);
    const networkNamespaces = Object.fromEntries(nodes.map((node) => [node.name, node.networkNamespace]));
    this.#tell({ type: 'attach', wire: this.#outbox.redirect(wire), networkNamespaces });
    await this.#answer('attached');
  }

  startClock(originNs: bigint): void {
    this.#tell({ type: 'start-clock', originNs: String(originNs + this.#clockOffsetNs) });
  }

  setImpairment(link: string, from: string, impairment: Impairment): void {
    this.#tell({ type: 'impair', link, from, impairment });
  }

  onNotice(listener: (notice: WireNotice) => void): void {
    this.#listener = listener;
  }

  async finish(): Promise<WireReport> {
    this.#tell({ type: 'finish' });
    const message = await this.#answer('report');
    if (message.type !== 'report') throw new Error('the fabric answered out of turn');
    await this.#outbox.fetchAll();
    return message.report;
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#child.stdin?.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), closeTimeoutMs);
    await this.#exited;
    clearTimeout(timer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #tell(command: FabricCommand): void {
    this.#child.stdin?.write(`${JSON.stringify(command)}\n`);
  }

  #answer(type: FabricMessage['type']): Promise<FabricMessage> {
    if (this.#endCause !== null) return Promise.reject(new EnvironmentError(this.#endCause));
    return new Promise((resolve, reject) => {
      this.#waiters.push({ type, resolve, reject });
    });
  }

  #hear(message: FabricMessage): void {
    switch (message.type) {
      case 'ready':
      case 'attached':
      case 'report': {
        const waiter = this.#waiters.find(({ type }) => type === message.type);
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        waiter?.resolve(message);
        return;
      }
      case 'error': {
        const error = new EnvironmentError(message.message, message.remedy ? { remedy: message.remedy } : {});
        for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
        return;
      }
      case 'readings': {
        const directions: readonly DirectionReading[] | null = this.#readings.update(
          message.readings,
          message.isLast,
        );
        if (directions !== null) this.#listener({ type: 'counters', directions });
        return;
      }
      case 'impairment':
      case 'fault':
        this.#listener(message);
        return;
      default:
        message satisfies never;
    }
  }

  #rejectAll(cause: string): void {
    for (const waiter of this.#waiters.splice(0)) waiter.reject(new EnvironmentError(cause));
  }

  #causeOfEnd(status: number | null, signal: string | null): string {
    const how = signal === null ? `exit status ${status}` : `signal ${signal}`;
    const detail = this.#stderrTail.trim();
    return `the fabric's process ended (${how})${detail === '' ? '' : `: ${detail}`}`;
  }
}

/** Null for a line that was cut off by the death of its writer, which is told in its own way. */
function messageOf(line: string): FabricMessage | null {
  try {
    return JSON.parse(line) as FabricMessage;
  } catch {
    return null;
  }
}
