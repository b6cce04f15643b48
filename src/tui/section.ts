/** A part of the screen that adapts to the rows it is given. */

import type { Controls } from './controls.ts';
import type { Glyphs } from './glyphs.ts';
import { type Line, span } from './line.ts';
import type { CaseView, ViewState } from './view-state.ts';

/** All that a section may look at. */
export interface ScreenInput {
  readonly state: ViewState;
  readonly view: CaseView;
  readonly controls: Controls;
  /** Seconds since the run's start. */
  readonly at: number;
  readonly columns: number;
  readonly rows: number;
  readonly glyphs: Glyphs;
  readonly hasKeyboard: boolean;
}

export interface Section {
  /** The fewest rows in which it says something. */
  readonly least: number;
  readonly wanted: number;
  /** The lowest number gets its rows first. */
  readonly priority: number;
  /** A blank row before it, where there is room. */
  readonly spaced: boolean;
  /** At most `rows` lines; `rows` is at least `least`. */
  draw(rows: number): readonly Line[];
}

/** As many of `lines` as fit, the last row saying how many are left out. */
export function limited(lines: readonly Line[], rows: number, glyphs: Glyphs): readonly Line[] {
  if (lines.length <= rows) return lines;
  const left = lines.length - rows + 1;
  return [...lines.slice(0, rows - 1), [span(`  ${glyphs.ellipsis} ${left} more`, 'dim')]];
}

/** Rows by priority: first what each needs at least, then what each wants, then blanks between them. */
export function stack(sections: readonly Section[], rows: number): Line[] {
  const byPriority = sections.filter(({ wanted }) => wanted > 0).toSorted((a, b) => a.priority - b.priority);
  let left = rows;
  const given = new Map<Section, number>();
  for (const section of byPriority) {
    if (section.least > left) continue;
    given.set(section, section.least);
    left -= section.least;
  }
  for (const section of byPriority) {
    const granted = given.get(section);
    if (granted === undefined) continue;
    const more = Math.min(left, section.wanted - granted);
    given.set(section, granted + more);
    left -= more;
  }
  const lines: Line[] = [];
  for (const section of sections) {
    const granted = given.get(section);
    if (granted === undefined) continue;
    if (section.spaced && left > 0 && lines.length > 0) {
      lines.push([span(' ')]);
      left -= 1;
    }
    lines.push(...section.draw(granted).slice(0, granted));
  }
  return lines;
}
