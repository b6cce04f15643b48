/** What the wire itself did, direction by direction, whatever the end points noticed of it. */

import type { DirectionCounters } from '../core/event/event.ts';
import { directionText, isSelected } from './direction-mark.ts';
import { clip, type Span, span, textWidth } from './line.ts';
import { bytesText, countText } from './quantity-text.ts';
import { limited, type ScreenInput, type Section } from './section.ts';
import { type Column, tableLines } from './table.ts';
import { directionKey } from './view-state.ts';

interface Direction {
  readonly link: string;
  readonly from: string;
  readonly to: string;
  readonly counters: DirectionCounters | null;
}

export function wireSection(input: ScreenInput): Section {
  const { view, columns, glyphs } = input;
  const directions = view.topology.links.flatMap(({ name, ends }) =>
    ends.map(
      ({ node }): Direction => ({
        link: name,
        from: node,
        to: ends.length === 2 ? (ends.find((end) => end.node !== node)?.node ?? '') : 'all',
        counters: view.counters.get(directionKey(name, node)) ?? null,
      }),
    ),
  );
  const draw = (rows: number) => {
    const isSelectedHere = (direction: Direction) => isSelected(input, direction.link, direction.from);
    // What is selected is what somebody is looking at.
    const shown =
      directions.length + 1 <= rows
        ? directions
        : directions.toSorted((a, b) => Number(isSelectedHere(b)) - Number(isSelectedHere(a)));
    return limited(tableLines(wireColumns(input, directions), shown, columns), rows, glyphs);
  };
  return {
    least: 3,
    wanted: directions.length === 0 ? 0 : directions.length + 1,
    priority: 5,
    spaced: true,
    draw,
  };
}

function wireColumns(input: ScreenInput, directions: readonly Direction[]): Column<Direction>[] {
  const { glyphs } = input;
  const widest = (read: (direction: Direction) => string, most: number) =>
    Math.min(most, Math.max(4, ...directions.map((direction) => textWidth(read(direction)))));
  const route = ({ from, to }: Direction) => `${from} ${glyphs.to} ${to}`;
  const linkWidth = widest(({ link }) => link, 12);
  const routeWidth = widest(route, 26);
  return [
    {
      header: '',
      align: 'left',
      width: 1,
      priority: 0,
      cell: (row) => span(isSelected(input, row.link, row.from) ? glyphs.selected : '', 'accent'),
    },
    {
      header: 'WIRE',
      align: 'left',
      width: linkWidth,
      priority: 0,
      cell: (row) => nameCell(input, row, clip(row.link, linkWidth, glyphs.ellipsis)),
    },
    {
      header: '',
      align: 'left',
      width: routeWidth,
      priority: 1,
      cell: (row) => nameCell(input, row, clip(route(row), routeWidth, glyphs.ellipsis)),
    },
    {
      header: 'IMPAIRMENT',
      align: 'left',
      width: 28,
      growTo: 44,
      priority: 20,
      cell: (row, width) => directionText(input, row.link, row.from, width),
    },
    counter('OFFERED', 7, 4, ({ offered }) => offered),
    counter('DELIVERED', 9, 3, ({ delivered }) => delivered),
    counter('LOST', 5, 2, ({ lost }) => lost, true),
    queueColumn(),
    counter('QDROP', 5, 6, ({ queueDrops }) => queueDrops, true),
    counter('DUP', 5, 7, ({ duplicated }) => duplicated, true),
    counter('REORD', 5, 8, ({ reordered }) => reordered, true),
    counter('CORR', 5, 9, ({ corrupted }) => corrupted, true),
    {
      header: 'BYTES',
      align: 'right',
      width: 7,
      priority: 21,
      cell: ({ counters }) => span(counters === null ? '' : bytesText(counters.deliveredBytes)),
    },
  ];
}

function nameCell(input: ScreenInput, { link, from }: Direction, text: string): Span {
  return span(text, isSelected(input, link, from) ? 'accent' : 'plain');
}

function counter(
  header: string,
  width: number,
  priority: number,
  read: (counters: DirectionCounters) => number,
  isLoss = false,
): Column<Direction> {
  const cell = ({ counters }: Direction) => {
    if (counters === null) return span('');
    const value = read(counters);
    return span(countText(value), isLoss && value > 0 ? 'warn' : 'plain');
  };
  return { header, align: 'right', width, priority, cell };
}

/** Packets that wait to be serialised, now and at the most so far. */
function queueColumn(): Column<Direction> {
  return {
    header: 'QUEUE/MAX',
    align: 'right',
    width: 9,
    priority: 5,
    cell({ counters }) {
      if (counters === null) return span('');
      return span(`${countText(counters.queuePackets)}/${countText(counters.queueMaxPackets)}`);
    },
  };
}
