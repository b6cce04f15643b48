/** The end of what programs printed in a case, which mostly tells why one failed. */

import type { ProgramOutput } from '../event/event.ts';

export interface OutputTail {
  readonly program: string;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  /** Characters left out before `text`. */
  readonly cut: number;
}

const keptCharacters = 4096;
const mostTails = 16;

export class OutputTails {
  readonly #tails = new Map<string, OutputTail>();

  add({ program, stream, text }: ProgramOutput): void {
    const key = `${stream} ${program}`;
    const earlier = this.#tails.get(key) ?? { program, stream, text: '', cut: 0 };
    const whole = earlier.text + text;
    const excess = Math.max(0, whole.length - keptCharacters);
    this.#tails.set(key, { ...earlier, text: whole.slice(excess), cut: earlier.cut + excess });
  }

  /** Of so many programs at the most: a lab may start hundreds. */
  list(): OutputTail[] {
    return [...this.#tails.values()].slice(0, mostTails);
  }
}
