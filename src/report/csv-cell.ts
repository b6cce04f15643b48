/** Cells of RFC 4180 that no spreadsheet takes for a formula. */

import { foreignLine } from './foreign-text.ts';

// Also their full-width forms, and behind blanks and quotes, which spreadsheets may strip.
const formula = /^[\s'"]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]/;

/** Foreign text, quoted; what could begin a formula has an apostrophe before it, which makes it text. */
export function csvText(untrusted: string): string {
  const line = foreignLine(untrusted, 4000);
  const text = formula.test(line) ? `'${line}` : line;
  return `"${text.replaceAll('"', '""')}"`;
}

/** @param cells made by csvText, or numbers of ours */
export function csvRow(cells: readonly (string | number)[]): string {
  return `${cells.join(',')}\r\n`;
}
