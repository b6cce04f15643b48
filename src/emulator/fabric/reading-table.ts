/** Counters of all directions, put together from the pieces in which they come. */

import { noCounters } from '../../core/event/no-counters.ts';
import type { LinkSpec } from '../../core/lab/lab.ts';
import type { DirectionReading } from '../emulator.ts';
import { type Reading, readingFields } from './message.ts';

export class ReadingTable {
  readonly #readings: DirectionReading[];
  #hasChanged = false;

  constructor(links: readonly LinkSpec[]) {
    this.#readings = links.flatMap((link) =>
      link.ends.map((end) => ({ link: link.name, from: end.node, ...noCounters })),
    );
  }

  /** All directions' readings at the end of a round in which something changed, else null. */
  update(readings: readonly Reading[], isLast: boolean): readonly DirectionReading[] | null {
    for (const [port, ...values] of readings) {
      const known = this.#readings[port ?? -1];
      if (known === undefined || port === undefined) continue;
      const changed = Object.fromEntries(readingFields.map((field, index) => [field, values[index] ?? 0]));
      this.#readings[port] = { ...known, ...changed };
      this.#hasChanged = true;
    }
    if (!isLast || !this.#hasChanged) return null;
    this.#hasChanged = false;
    return [...this.#readings];
  }
}
