/** The agent in a helper container, seen from the orchestrator. */

import { createInterface } from 'node:readline';
import { EnvironmentError } from '../../../core/environment-error.ts';
import type { AttachedStreams } from '../engine/engine.ts';
import type { HelperAnswer, HelperReady, HelperRequest } from './message.ts';

const stderrTailCharacters = 2000;

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

interface Waiter {
  resolve(answer: HelperAnswer): void;
  reject(error: Error): void;
}

export class HelperAgent {
  readonly ready: Promise<HelperReady>;
  /** Resolves with the cause when it is gone, however that came. */
  readonly ended: Promise<string>;
  readonly #streams: AttachedStreams;
  readonly #waiters = new Map<number, Waiter>();
  #nextId = 1;
  #endCause: string | null = null;
  #stderrTail = '';

  constructor(streams: AttachedStreams) {
    this.#streams = streams;
    this.ready = this.#await(0) as Promise<HelperReady>;
    this.ready.catch(() => {});
    streams.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderrTail = (this.#stderrTail + text).slice(-stderrTailCharacters);
    });
    createInterface({ input: streams.stdout }).on('line', (line) => {
      const answer = answerOf(line);
      if (answer === null) return;
      this.#waiters.get(answer.id)?.resolve(answer);
      this.#waiters.delete(answer.id);
    });
    this.ended = streams.ended.then(() => this.#end());
  }

  async ask(request: WithoutId<HelperRequest>): Promise<HelperAnswer> {
    const id = this.#nextId;
    this.#nextId += 1;
    const answer = this.#await(id);
    if (this.#endCause === null) this.#streams.stdin.write(`${JSON.stringify({ id, ...request })}\n`);
    return answer;
  }

  destroy(): void {
    this.#streams.destroy();
  }

  #await(id: number): Promise<HelperAnswer> {
    if (this.#endCause !== null) return Promise.reject(new EnvironmentError(this.#endCause));
    return new Promise((resolve, reject) => this.#waiters.set(id, { resolve, reject }));
  }

  #end(): string {
    const said = this.#stderrTail.trim();
    this.#endCause = `the helper container ended${said === '' ? '' : `: ${said}`}`;
    for (const waiter of this.#waiters.values()) waiter.reject(new EnvironmentError(this.#endCause));
    this.#waiters.clear();
    return this.#endCause;
  }
}

/** Null for a line that was cut off by its writer's death, which is told in its own way. */
function answerOf(line: string): HelperAnswer | null {
  try {
    return JSON.parse(line) as HelperAnswer;
  } catch {
    return null;
  }
}
