/** System calls of traced nodes as they are made, and once the case is over the packets beside them. */

import { type TimeLineRow, timeLine } from '../core/trace/time-line.ts';
import type { Glyphs } from './glyphs.ts';
import { clip, clipLine, type Line, pad, span, textWidth } from './line.ts';
import type { ScreenInput, Section } from './section.ts';
import type { CaseView } from './view-state.ts';

const liveRows = 6;
const widestName = 16;
/** At a case's end: so many of the first rows, and as many of the last. */
const finishedRows = 30;

/** The latest calls. */
export function callSection(input: ScreenInput): Section {
  const { view, columns, glyphs } = input;
  const { rows } = timeLine(view.calls, null);
  return {
    least: 2,
    wanted: rows.length === 0 ? 0 : liveRows + 1,
    priority: 5,
    spaced: true,
    draw: (given) => [
      [span('  CALLS', 'dim')],
      ...rowLines(rows.slice(1 - given), glyphs).map((line) => clipLine(line, columns, glyphs.ellipsis)),
    ],
  };
}

/** The whole time line, where it isn't too long to be left in a terminal. */
export function timeLineLines({ calls, trace }: CaseView, glyphs: Glyphs): readonly Line[] {
  if (trace === null) return [];
  const { nodes, rows, notes } = timeLine(calls, trace);
  const lines = rowLines(rows, glyphs);
  const left = lines.length - 2 * finishedRows;
  const more: Line = [span(`  ${glyphs.ellipsis} ${left} more: wirelab report prints them all`, 'dim')];
  return [
    [span(`  TIME LINE  ${nodes.join(', ')}`, 'dim')],
    ...(left <= 0 ? lines : [...lines.slice(0, finishedRows), more, ...lines.slice(-finishedRows)]),
    ...notes.map((note) => [span(`  (${note})`, 'dim')]),
  ];
}

function rowLines(rows: readonly TimeLineRow[], glyphs: Glyphs): Line[] {
  const times = rows.map(({ atMs }) => `${atMs.toFixed(1)} ms`);
  const timeWidth = Math.max(0, ...times.map(textWidth));
  const nameWidth = Math.min(widestName, Math.max(0, ...rows.map(({ who }) => textWidth(who))));
  return rows.map(({ who, text }, at) => [
    span(`  ${pad(times[at] ?? '', timeWidth, 'right')}`, 'dim'),
    span(`  ${pad(clip(who, nameWidth, glyphs.ellipsis), nameWidth)}`, who === 'wire' ? 'accent' : 'plain'),
    span(`  ${text}`),
  ]);
}
