import type { NetworkHost, OwnProcess } from '../runtime/network-host.ts';
import type { RunningNode } from '../runtime/runtime.ts';
import { onJsonLine } from './json-lines.ts';
import type { AgentCommand, AgentMessage } from './protocol.ts';

const stderrTailChars = 2000;
const closeMs = 2000;

/** A node's traffic agent, seen from the orchestrator. */
export class AgentProcess {
  readonly node: string;
  /** Resolves with the cause when the agent is gone, however that came. */
  readonly ended: Promise<string>;
  readonly #child: OwnProcess;
  #stderrTail = '';
  #gone = false;

  constructor(node: RunningNode, network: NetworkHost, onMessage: (message: AgentMessage) => void) {
    this.node = node.name;
    const child = node.spawnAgent(network.ownProgram(new URL('./agent/main.ts', import.meta.url)));
    this.#child = child;
    if (child.stdout) onJsonLine(child.stdout, (message) => onMessage(message as AgentMessage));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderrTail = (this.#stderrTail + text).slice(-stderrTailChars);
    });
    // Its end is told by `ended`; a write that comes too late has nobody to tell.
    child.stdin?.on('error', () => {});
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => resolve(this.#describeEnd(error.message)));
      child.once('close', (code, signal) => resolve(this.#describeEnd(signal ?? `exit status ${code}`)));
    });
  }

  send(command: AgentCommand): void {
    if (!this.#gone) this.#child.stdin?.write(`${JSON.stringify(command)}\n`);
  }

  get gone(): boolean {
    return this.#gone;
  }

  /** Idempotent. */
  async close(): Promise<void> {
    if (this.#gone) return;
    const timer = setTimeout(() => this.#giveUp(), closeMs);
    this.#child.stdin?.end();
    await this.ended;
    clearTimeout(timer);
  }

  /** What we started may only be what brought it into its node: then it dies with that, and holds its streams until then. */
  #giveUp(): void {
    this.#child.kill('SIGKILL');
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
  }

  #describeEnd(how: string): string {
    this.#gone = true;
    const said = this.#stderrTail.trim();
    return `the traffic agent in ${this.node} ended (${how})${said === '' ? '' : `: ${said}`}`;
  }
}
