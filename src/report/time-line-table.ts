/** The time line of a case's traced nodes, as lines for people. */

import type { TimeLine } from '../core/trace/time-line.ts';
import { padToWidth, textWidth } from './text-width.ts';

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
