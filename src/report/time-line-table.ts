/** The time line of a case's traced nodes, as lines for people. */

import { plural } from '../core/text/figure.ts';
import type { TimeLine } from '../core/trace/time-line.ts';
import { padToWidth, textWidth } from './text-width.ts';

/** Its begin and its end, and a note of what stood between them. */
export function abridgedTimeLine(timeLine: TimeLine, mostRows: number): TimeLine {
  const { rows, notes } = timeLine;
  const excess = rows.length - mostRows;
  if (excess <= 0) return timeLine;
  const from = Math.ceil(mostRows / 2);
  const left = rows.slice(from, from + excess);
  const [first, last] = [left[0], left.at(-1)].map((row) => row?.atMs.toFixed(1));
  const note = `${plural(left.length, 'row')} from ${first} ms to ${last} ms not shown`;
  return { ...timeLine, rows: rows.toSpliced(from, excess), notes: [note, ...notes] };
}

export function timeLineTable({ nodes, rows, notes }: TimeLine): string[] {
  const times = rows.map(({ atMs }) => `${atMs.toFixed(1)} ms`);
  const timeWidth = Math.max(0, ...times.map(textWidth));
  const whoWidth = Math.max(0, ...rows.map(({ who }) => textWidth(who)));
  return [
    `time line of ${nodes.join(' and ')}`,
    ...rows.map(
      ({ who, text }, at) =>
        `  ${padToWidth(times[at] ?? '', timeWidth, 'right')}  ${padToWidth(who, whoWidth)}  ${text}`,
    ),
    ...notes.map((note) => `  (${note})`),
  ];
}
