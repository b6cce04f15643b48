/** The live region: which sections it has, in the rows and columns there are. */

import { callSection } from './call-section.ts';
import { expectationSection } from './expectation-section.ts';
import { flowSection } from './flow-section.ts';
import { helpPage, keySection } from './key-help.ts';
import { clipLine, type Line, span } from './line.ts';
import { limited, type ScreenInput, type Section, stack } from './section.ts';
import { messageSection, programSection, timelineSection } from './status-section.ts';
import { titleSection } from './title-section.ts';
import { topologySection } from './topology-section.ts';
import { wireSection } from './wire-section.ts';

/** At most `input.rows` lines of at most `input.columns` columns each. */
export function screenLines(input: ScreenInput): Line[] {
  const rows = Math.max(0, input.rows);
  const sections = input.controls.isHelpShown
    ? [titleSection(input), helpSection(input), keySection(input)]
    : [
        titleSection(input),
        topologySection(input),
        flowSection(input),
        wireSection(input),
        callSection(input),
        expectationSection(input),
        timelineSection(input),
        programSection(input),
        messageSection(input),
        keySection(input),
      ];
  return stack(sections, rows)
    .slice(0, rows)
    .map((line) => clipLine(line, input.columns, input.glyphs.ellipsis))
    .map((line) => (line.some(({ text }) => text !== '') ? line : [span(' ')]));
}

function helpSection(input: ScreenInput): Section {
  const lines = helpPage(input);
  return {
    least: 1,
    wanted: lines.length,
    priority: 2,
    spaced: true,
    draw: (rows) => limited(lines, rows, input.glyphs),
  };
}
