/** One row of the screen as styled pieces of text. Everything shown passes through `span`. */

import stringWidth from 'string-width';
import { safeText } from '../core/text/safe-text.ts';

export type Style = 'plain' | 'dim' | 'bold' | 'good' | 'bad' | 'warn' | 'accent';

export interface Span {
  readonly text: string;
  readonly style: Style;
}

export type Line = readonly Span[];

/** ASCII and what the screen is drawn with: one column each, and nothing to neutralise. */
const simple = /^[\x20-\x7e\u00b1\u00b7\u2190-\u2193\u2500-\u25cf]*$/;

/** Free of control characters and line breaks, so that it is as wide as it is measured. */
export function oneLine(text: string): string {
  return simple.test(text) ? text : safeText(text).replace(/[\t\r\n\u2028\u2029]+/g, ' ');
}

export function span(text: string, style: Style = 'plain'): Span {
  return { text: oneLine(text), style };
}

export function textWidth(text: string): number {
  return simple.test(text) ? text.length : stringWidth(text);
}

export function lineWidth(line: Line): number {
  return line.reduce((width, piece) => width + textWidth(piece.text), 0);
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** At most `width` columns; what is cut off leaves `ellipsis` (one column) in its place. */
export function clip(text: string, width: number, ellipsis: string): string {
  const clean = oneLine(text);
  if (textWidth(clean) <= width) return clean;
  if (width < 1) return '';
  let kept = '';
  let used = 0;
  for (const { segment } of segmenter.segment(clean)) {
    const next = used + textWidth(segment);
    if (next > width - 1) break;
    kept += segment;
    used = next;
  }
  return kept + ellipsis;
}

/** `text` in exactly `width` columns, or wider where it doesn't fit. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - textWidth(text)));
  return align === 'left' ? text + space : space + text;
}

export function clipLine(line: Line, width: number, ellipsis: string): Line {
  if (lineWidth(line) <= width) return line;
  const clipped: Span[] = [];
  let left = width;
  for (const piece of line) {
    const needed = textWidth(piece.text);
    const fits = needed < left;
    clipped.push(fits ? piece : { ...piece, text: clip(`${piece.text}  `, left, ellipsis) });
    left -= needed;
    if (!fits) break;
  }
  return clipped;
}

/** Words onto as few rows as hold them; a word too long for a row is clipped. */
export function wrap(text: string, width: number, ellipsis: string): string[] {
  const rows: string[] = [];
  let row = '';
  for (const word of oneLine(text).split(/ +/)) {
    if (row !== '' && textWidth(row) + 1 + textWidth(word) > width) {
      rows.push(row);
      row = '';
    }
    row = clip(row === '' ? word : `${row} ${word}`, width, ellipsis);
  }
  rows.push(row);
  return rows;
}
