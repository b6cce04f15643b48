/** When a program has ended: is all that it printed read? */

import type { Readable } from 'node:stream';

/** A daemon that a program leaves behind may hold its output open for ever: silence has to do then. */
const silenceMs = 200;

export class OutputDrain {
  readonly #streams: readonly Readable[];
  #lastChunkAt = 0;

  constructor(streams: readonly Readable[]) {
    this.#streams = streams;
    for (const stream of streams) {
      stream.on('data', () => {
        this.#lastChunkAt = performance.now();
      });
    }
  }

  /** Resolves when every stream has come to its end, or all of those that haven't are silent. */
  async drained(): Promise<void> {
    const open = this.#streams.filter((stream) => !stream.readableEnded && !stream.destroyed);
    if (open.length === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const ends = open.map(
      (stream) =>
        new Promise<void>((resolve) => {
          stream.once('end', resolve);
          stream.once('close', resolve);
        }),
    );
    const silence = new Promise<void>((resolve) => {
      const since = performance.now();
      const look = (): void => {
        const quietMs = performance.now() - Math.max(since, this.#lastChunkAt);
        if (quietMs >= silenceMs) resolve();
        else timer = setTimeout(look, silenceMs - quietMs);
      };
      look();
    });
    await Promise.race([Promise.all(ends), silence]);
    clearTimeout(timer);
  }
}
