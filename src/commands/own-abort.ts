import { setMaxListeners } from 'node:events';

/** A signal that follows another as long as it is needed: what listens to it goes with it. */
export class OwnAbort implements Disposable {
  readonly #parent: AbortSignal;
  readonly #controller = new AbortController();
  readonly #follow = (): void => this.#controller.abort(this.#parent.reason);

  constructor(parent: AbortSignal) {
    this.#parent = parent;
    // One for each case of a run, and for each submission that is at work.
    setMaxListeners(0, this.signal, parent);
    if (parent.aborted) this.#follow();
    else parent.addEventListener('abort', this.#follow, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    this.#parent.removeEventListener('abort', this.#follow);
  }
}
