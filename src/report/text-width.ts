/** Text in terminal columns, where an ideograph takes two and a combining mark none. */

import stringWidth from 'string-width';

export function textWidth(text: string): number {
  return stringWidth(text);
}

/** Cut to at most so many columns, with `…` in place of what is left out. */
export function truncateToWidth(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  if (columns < 1) return '';
  let kept = '';
  let width = 0;
  for (const { segment } of graphemes.segment(text)) {
    const next = width + textWidth(segment);
    if (next > columns - 1) break;
    kept += segment;
    width = next;
  }
  return `${kept}…`;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

export function padToWidth(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const padding = ' '.repeat(Math.max(columns - textWidth(text), 0));
  return align === 'left' ? text + padding : padding + text;
}
