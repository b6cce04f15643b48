/** A program's output, which comes in pieces, as whole lines that can't be taken for the report's own. */

import type { ProgramOutput } from '../core/event/event.ts';

const longestLine = 2000;

export class QuotedOutput {
  readonly #unfinished = new Map<string, string>();

  /** The lines that are complete with this piece. */
  add({ program, stream, text }: Pick<ProgramOutput, 'program' | 'stream' | 'text'>): string[] {
    const label = stream === 'stdout' ? `${program} |` : `${program} (stderr) |`;
    const lines = `${this.#unfinished.get(label) ?? ''}${text}`.split('\n');
    let rest = lines.pop() ?? '';
    while (rest.length > longestLine) {
      lines.push(rest.slice(0, longestLine));
      rest = rest.slice(longestLine);
    }
    if (rest === '') this.#unfinished.delete(label);
    else this.#unfinished.set(label, rest);
    return lines.map((line) => `${label} ${line}`);
  }

  /** The lines that were never finished, of one program or of all. */
  flush(program: string | null = null): string[] {
    const lines: string[] = [];
    for (const [label, rest] of this.#unfinished) {
      if (program !== null && !label.startsWith(`${program} `)) continue;
      lines.push(`${label} ${rest}`);
      this.#unfinished.delete(label);
    }
    return lines;
  }
}
