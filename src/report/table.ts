/** A table of padded columns for people; no borders, so that it can be pasted anywhere. */

import { safeLine } from '../core/text/safe-text.ts';
import { padToWidth, textWidth, truncateToWidth } from './text-width.ts';

const widestCell = 60;

/**
 * The first columns (one unless given) are aligned to the left, the others, which hold figures, to
 * the right. A column whose cells are all empty is left out.
 */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  leftColumns = 1,
): string[] {
  const columns = header
    .map((title, index) => {
      const cells = rows.map((row) => truncateToWidth(safeLine(row[index] ?? ''), widestCell));
      return { title, cells, empty: cells.every((cell) => cell === ''), left: index < leftColumns };
    })
    .filter(({ empty }) => !empty);
  const widths = columns.map(({ title, cells }) => Math.max(...[title, ...cells].map(textWidth)));
  const line = (cellOf: (column: (typeof columns)[number]) => string): string =>
    columns
      .map((column, index) => padToWidth(cellOf(column), widths[index] ?? 0, column.left ? 'left' : 'right'))
      .join('  ')
      .trimEnd();
  return [line(({ title }) => title), ...rows.map((_row, at) => line(({ cells }) => cells[at] ?? ''))];
}
