/** Ctrl-C, SIGTERM and a closed terminal: the first asks for an orderly end, the second ends at once. */

import { signalStatus } from './exit-status.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export class Interruption implements Disposable {
  readonly #controller = new AbortController();
  readonly #onSignal = (signal: NodeJS.Signals): void => this.interrupt(signal);

  constructor() {
    for (const signal of signals) process.on(signal, this.#onSignal);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The status to exit with; null while nobody interrupted. */
  get status(): number | null {
    return this.signal.aborted ? (signalStatus[String(this.signal.reason)] ?? 130) : null;
  }

  /** Also what a key in raw mode comes to, where the terminal sends no signal. */
  interrupt(signal: string): void {
    // Whatever lives is ended by the end of our side of its lifeline.
    if (this.signal.aborted) process.exit(signalStatus[signal] ?? 130);
    this.#controller.abort(signal);
  }

  [Symbol.dispose](): void {
    for (const signal of signals) process.off(signal, this.#onSignal);
  }
}
