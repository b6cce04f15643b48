/**
 * The control sequences that turn one frame into the next, below whatever else is on the terminal.
 *
 * Ink 6.8 is not trusted with this: its incremental mode is off by one row, its other mode writes every
 * row every time, and where a frame is as high as the terminal it erases the scrollback. Here only rows
 * that changed are written, and nothing above the region is touched.
 *
 * Between frames the cursor stands in the first column of the row below the region.
 */

import stringWidth from 'string-width';

const beginSynchronized = '\u001b[?2026h';
const endSynchronized = '\u001b[?2026l';
const eraseLine = '\u001b[2K';
const down = '\u001b[B';

export const hideCursor = '\u001b[?25l';
export const showCursor = '\u001b[?25h';

/** `CSI 0 A` would move up one row. */
function up(rows: number): string {
  return rows > 0 ? `\u001b[${rows}A\r` : '\r';
}

/**
 * Row by row: where the region fills the screen, tmux takes an erasure of all below (`CSI J`) for a
 * cleared screen and moves the frame to the scrollback.
 */
function eraseRows(rows: number): string {
  return rows > 0 ? `${`${eraseLine}${down}`.repeat(rows)}${up(rows)}` : '';
}

/**
 * @param before the rows now in the region
 * @param above rows to leave for good above it
 * @param next the rows that shall be in it
 */
export function frameUpdate(
  before: readonly string[],
  above: readonly string[],
  next: readonly string[],
): string {
  if (above.length === 0 && sameRows(before, next)) return '';
  const fresh = [...above, ...next];
  // Erased before it is written: after the last column the cursor still stands on it.
  const rows = fresh.map((row, index) => (before[index] === row ? '\r\n' : `${eraseLine}${row}\r\n`));
  const rest = eraseRows(before.length - fresh.length);
  return beginSynchronized + up(before.length) + rows.join('') + rest + endSynchronized;
}

/**
 * Clears a region that the terminal has just wrapped to another width: each row may take several now.
 * @param columns the terminal's width now
 */
export function eraseRegion(before: readonly string[], columns: number): string {
  const rows = before.reduce((sum, row) => sum + Math.max(1, Math.ceil(stringWidth(row) / columns)), 0);
  return up(rows) + eraseRows(rows);
}

function sameRows(before: readonly string[], next: readonly string[]): boolean {
  return before.length === next.length && before.every((row, index) => row === next[index]);
}
