/** Rows of one sentence each: the timeline's next event, and what was last said or asked. */

import { impairmentText } from './impairment-text.ts';
import { clipLine, type Line, type Span, span } from './line.ts';
import { clockText, milliseconds } from './quantity-text.ts';
import type { ScreenInput, Section } from './section.ts';

function oneRow(line: Line | null, priority: number, input: ScreenInput): Section {
  const rows = line === null ? 0 : 1;
  return {
    least: rows,
    wanted: rows,
    priority,
    spaced: false,
    draw: () => (line === null ? [] : [clipLine(line, input.columns, input.glyphs.ellipsis)]),
  };
}

/** Keeps its row for the whole case, so that nothing below it jumps. */
export function timelineSection(input: ScreenInput): Section {
  const { view, at } = input;
  if (view.topology.timeline.length === 0) return oneRow(null, 6, input);
  const elapsed = view.clockStartedAt === null ? 0 : at - view.clockStartedAt;
  const index = view.topology.timeline.findIndex(({ atMs }) => atMs / 1000 > elapsed);
  const next = view.topology.timeline[index];
  if (next === undefined || view.ended !== null) {
    return oneRow([span('  NEXT  ', 'dim'), span('nothing more on the timeline', 'dim')], 6, input);
  }
  const after = view.topology.timeline.length - index - 1;
  const line = [
    span('  NEXT  ', 'dim'),
    span(`in ${clockText(next.atMs / 1000 - elapsed)}`, 'accent'),
    span(`  ${next.text}`),
    span(`  (at ${milliseconds(next.atMs)}${after > 0 ? `, then ${after} more` : ''})`, 'dim'),
  ];
  return { ...oneRow(line, 6, input), spaced: true };
}

/** Programs that run beside the flows; a lab without any has no such row. */
export function programSection(input: ScreenInput): Section {
  const { view, glyphs } = input;
  if (view.programs.size === 0) return oneRow(null, 7, input);
  const programs = [...view.programs].flatMap(([name, { status, outcome }]): Span[] => {
    const marks = { waiting: glyphs.waiting, running: glyphs.running, ended: glyphs.pass };
    const mark =
      outcome === 'exited with 0' || outcome === 'stopped' || outcome === null ? marks[status] : glyphs.fail;
    const style = mark === glyphs.fail ? 'bad' : status === 'running' ? 'accent' : 'dim';
    return [span(`  ${mark} `, style), span(name), ...(outcome === null ? [] : [span(` ${outcome}`, 'dim')])];
  });
  return oneRow([span('  PROGRAMS', 'dim'), ...programs], 7, input);
}

/** What was asked by hand and isn't confirmed yet, else the latest message. */
export function messageSection(input: ScreenInput): Section {
  const { view, controls, columns, glyphs } = input;
  const message = view.messages.at(-1);
  const [asked] = controls.asked;
  if (asked !== undefined) {
    const [link = '', from = ''] = asked[0].split(' ');
    const text = impairmentText(asked[1].impairment, Math.max(8, columns - 30), glyphs);
    return oneRow([span('  ASKED ', 'dim'), span(` ${link} from ${from}: ${text}`)], 8, input);
  }
  const style = message === undefined || message.tone === 'plain' ? 'dim' : message.tone;
  return oneRow([span('  '), span(message?.text ?? ' ', style)], 8, input);
}
