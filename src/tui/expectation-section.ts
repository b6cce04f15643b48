/** What the lab expects, and what has been decided of it. Marks say it without colour too. */

import type { ExpectationOutcome } from '../core/event/event.ts';
import { formatMetric } from '../core/text/figure.ts';
import type { Glyphs } from './glyphs.ts';
import { clip, clipLine, type Line, lineWidth, pad, type Span, span, textWidth } from './line.ts';
import { limited, type ScreenInput, type Section } from './section.ts';
import type { CaseView } from './view-state.ts';

const twoColumnsFrom = 110;

export function expectationSection(input: ScreenInput): Section {
  const lines = expectationLines(input.view, input.columns, input.glyphs);
  const header: Line = [span('  EXPECTED', 'dim'), ...tally(input.view)];
  return {
    least: lines.length === 0 ? 0 : 1,
    wanted: lines.length === 0 ? 0 : lines.length + 1,
    priority: 4,
    spaced: true,
    // In very few rows the tally alone says more than one expectation of several.
    draw: (rows) =>
      rows > 2 || lines.length === 1 ? [header, ...limited(lines, rows - 1, input.glyphs)] : [header],
  };
}

function tally({ outcomes }: CaseView): Span[] {
  const decided = outcomes.filter((outcome) => outcome !== null);
  const held = decided.filter(({ verdict }) => verdict === 'pass').length;
  const missed = decided.length - held;
  const parts = [
    ...(held > 0 ? [span(`  ${held} met`, 'good')] : []),
    ...(missed > 0 ? [span(`  ${missed} not met`, 'bad')] : []),
  ];
  const open = outcomes.length - decided.length;
  return open > 0 ? [...parts, span(`  ${open} open`, 'dim')] : parts;
}

export function expectationLines(view: CaseView, columns: number, glyphs: Glyphs): readonly Line[] {
  const isSplit = columns >= twoColumnsFrom && view.outcomes.length > 1;
  const width = isSplit ? Math.floor((columns - 2) / 2) : columns;
  const { expectations } = view.topology;
  const metricWidth = Math.min(24, Math.max(0, ...expectations.map(({ metric }) => textWidth(metric))));
  const expectedWidth = Math.max(
    0,
    Math.min(
      width - metricWidth - 16,
      Math.max(0, ...expectations.map(({ expected }) => textWidth(expected))),
    ),
  );
  const lines = expectations.map(({ metric, expected }, index): Line => {
    const outcome = view.outcomes[index] ?? null;
    if (view.hidden) return [mark(outcome, glyphs), span(` hidden expectation ${index + 1}`, 'dim')];
    const line = [
      mark(outcome, glyphs),
      span(` ${pad(clip(metric, metricWidth, glyphs.ellipsis), metricWidth)}`),
      span(`  ${pad(clip(expected, expectedWidth, glyphs.ellipsis), expectedWidth)}`, 'dim'),
      ...value(outcome),
    ];
    return clipLine(line, width, glyphs.ellipsis);
  });
  if (!isSplit) return lines;
  const half = Math.ceil(lines.length / 2);
  return lines.slice(0, half).map((left, row) => {
    const right = lines[row + half] ?? [];
    return [...left, span(' '.repeat(width + 2 - lineWidth(left))), ...right];
  });
}

function mark(outcome: ExpectationOutcome | null, glyphs: Glyphs): Span {
  if (outcome === null) return span(glyphs.waiting, 'dim');
  switch (outcome.verdict) {
    case 'pass':
      return span(glyphs.pass, 'good');
    case 'partial':
      return span(glyphs.partial, 'warn');
    case 'fail':
      return span(glyphs.fail, 'bad');
    default:
      return outcome.verdict satisfies never;
  }
}

function value(outcome: ExpectationOutcome | null): Span[] {
  if (outcome === null) return [];
  const style = outcome.verdict === 'pass' ? 'good' : 'bad';
  const text =
    outcome.value === null ? 'no value' : formatMetric(outcome.metric, outcome.value, 3, outcome.unit);
  return [span(`  ${text}`, style)];
}
