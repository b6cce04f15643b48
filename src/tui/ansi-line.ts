/** A line as text for the terminal: with colours, or without any control sequence at all. */

import type { Line, Style } from './line.ts';

/** SGR parameters that begin and end each style (ECMA-48, 8.3.117). */
const sgr: Readonly<Record<Exclude<Style, 'plain'>, readonly [begin: number, end: number]>> = {
  dim: [2, 22],
  bold: [1, 22],
  good: [32, 39],
  bad: [31, 39],
  warn: [33, 39],
  accent: [36, 39],
};

export function ansiLine(
  line: Line,
  options: { readonly color: boolean; readonly unicode: boolean },
): string {
  return line
    .map(({ text, style }) => {
      const shown = options.unicode ? text : text.replace(/[^\x20-\x7e]/gu, '?');
      if (!options.color || style === 'plain' || shown.trim() === '') return shown;
      const [begin, end] = sgr[style];
      return `\u001b[${begin}m${shown}\u001b[${end}m`;
    })
    .join('');
}
