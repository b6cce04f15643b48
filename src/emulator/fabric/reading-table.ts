/** Counters of all directions, put together from the pieces in which they come. */

import type { LinkSpec } from '../../core/lab/lab.ts';
import type { DirectionReading } from '../emulator.ts';
import { type Reading, readingFields } from './message.ts';

export class ReadingTable {
  readonly #readings: DirectionReading[];
  #hasChanged = false;

  constructor(links: readonly LinkSpec[]) {
    this.#readings = links.flatMap((link) =>
      link.ends.map((end) => ({ link: link.name, from: end.node, ...zeros })),
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

const zeros = {
  offered: 0,
  delivered: 0,
  lost: 0,
  queueDrops: 0,
  duplicated: 0,
  reordered: 0,
  corrupted: 0,
  queuePackets: 0,
  queueMaxPackets: 0,
  offeredBytes: 0,
  deliveredBytes: 0,
};
