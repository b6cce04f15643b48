/** Aligned columns that fit: whole columns go when room is short, never a part of a figure. */

import { type Line, lineWidth, pad, type Span, span, textWidth } from './line.ts';

export interface Column<Row> {
  readonly header: string;
  readonly align: 'left' | 'right';
  /** Columns; cells are padded to it. */
  readonly width: number;
  /** The lowest number stays the longest. */
  readonly priority: number;
  /** Takes what room is left, up to this width. */
  readonly growTo?: number;
  cell(row: Row, width: number): Span;
}

export function tableLines<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
): Line[] {
  const fitting = fittingColumns(columns, width);
  const header = fitting.map(({ column, width: room }, index) => {
    const text = textWidth(column.header) <= room ? column.header : '';
    return span(gap(index) + pad(text, room, column.align), 'dim');
  });
  const lines = rows.map((row) =>
    fitting.flatMap(({ column, width: room }, index) => {
      const cell = column.cell(row, room);
      const filler = ' '.repeat(Math.max(0, room - lineWidth([cell])));
      const padded = column.align === 'left' ? [cell, span(filler)] : [span(filler), cell];
      return [span(gap(index)), ...padded].filter((piece) => piece.text !== '');
    }),
  );
  return [header, ...lines];
}

function gap(index: number): string {
  return index === 0 ? '' : ' ';
}

function fittingColumns<Row>(columns: readonly Column<Row>[], width: number) {
  let left = width + 1;
  const kept = new Set<Column<Row>>();
  for (const column of columns.toSorted((a, b) => a.priority - b.priority)) {
    if (column.width + 1 > left) break;
    left -= column.width + 1;
    kept.add(column);
  }
  return columns
    .filter((column) => kept.has(column))
    .map((column) => {
      const grown = Math.min(column.width + left, Math.max(column.width, column.growTo ?? 0));
      left -= grown - column.width;
      return { column, width: grown };
    });
}
