import type { Location, Position } from './diagnostic.ts';

/** Turns offsets into lines and columns. */
export class LineIndex {
  readonly file: string;
  readonly #starts: number[] = [0];
  readonly #length: number;

  constructor(file: string, text: string) {
    this.file = file;
    this.#length = text.length;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  location(start: number, end: number): Location {
    return { file: this.file, start: this.#position(start), end: this.#position(Math.max(start, end)) };
  }

  #position(offset: number): Position {
    offset = Math.max(0, Math.min(offset, this.#length));
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { offset, line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 };
  }
}
