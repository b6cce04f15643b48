/** The keys: one row that always stands, and a page on request. */

import type { Glyphs } from './glyphs.ts';
import { type Line, pad, span, textWidth } from './line.ts';
import type { ScreenInput, Section } from './section.ts';

interface KeyHint {
  readonly keys: string;
  readonly short: string;
  readonly long: string;
}

/** The most needed first: as many as fit are shown. */
function hints(glyphs: Glyphs): readonly KeyHint[] {
  return [
    { keys: 'q', short: 'quit', long: 'stop the run (Ctrl-C does too)' },
    { keys: '?', short: 'help', long: 'this page, and away again' },
    { keys: 'l/L', short: 'loss', long: 'more or less loss: 0 1 2 5 10 20 30 50 100 %' },
    { keys: 'd/D', short: 'delay', long: 'more or less delay: 0 1 5 10 20 50 100 200 500 ms' },
    { keys: 'r/R', short: 'rate', long: 'higher or lower rate: 100 kbit/s 1 10 100 Mbit/s unlimited' },
    { keys: 'o', short: 'outage', long: 'link down, and up again' },
    { keys: 'tab', short: 'link', long: 'next link; shift-tab, up, down and 1 to 9 select too' },
    {
      keys: `${glyphs.toLeft[0]}${glyphs.toRight[0]}`,
      short: 'way',
      long: 'both directions, or one of them',
    },
    { keys: 'space', short: 'freeze', long: 'hold the display; the run goes on' },
  ];
}

export function keyLine(input: ScreenInput): Line {
  const line: Line[number][] = [];
  let left = input.columns - 2;
  for (const { keys, short } of hints(input.glyphs)) {
    const needed = textWidth(keys) + 1 + textWidth(short) + (line.length > 0 ? 2 : 0);
    if (needed > left) break;
    left -= needed;
    line.push(span(line.length > 0 ? '  ' : ' '), span(keys, 'bold'), span(` ${short}`, 'dim'));
  }
  return line;
}

export function keySection(input: ScreenInput): Section {
  const rows = input.hasKeyboard ? 1 : 0;
  return { least: rows, wanted: rows, priority: 1, spaced: false, draw: () => [keyLine(input)] };
}

export function helpPage(input: ScreenInput): readonly Line[] {
  const rows = hints(input.glyphs).map(
    ({ keys, long }): Line => [span(`  ${pad(keys, 6)}`, 'bold'), span(` ${long}`)],
  );
  return [
    [span('These change the selected link while the lab runs. The log has every change.', 'dim')],
    ...rows,
  ];
}
