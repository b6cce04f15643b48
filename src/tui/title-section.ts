/** The first row: which lab and case this is, on what, and the case's clock. */

import { type Line, lineWidth, type Span, span } from './line.ts';
import { clockText } from './quantity-text.ts';
import type { ScreenInput, Section } from './section.ts';
import { verdictStyle } from './verdict-mark.ts';

export function titleSection(input: ScreenInput): Section {
  return { least: 1, wanted: 1, priority: 0, spaced: false, draw: () => [titleLine(input)] };
}

function titleLine(input: ScreenInput): Line {
  const { state, view, columns, glyphs } = input;
  const between = span(`  ${glyphs.separator}  `, 'dim');
  const number = state.cases.indexOf(view.name) + 1;
  const caseText = state.cases.length > 1 ? `${view.name} (${number} of ${state.cases.length})` : view.name;
  const { repeat } = view;
  const repeated = repeat === null ? [] : [span(`repeat ${repeat.index} of ${repeat.times}`)];
  const attempt = view.attempt > 1 ? [span(`try ${view.attempt}`, 'warn')] : [];
  const left: Span[][] = [
    [span(state.lab, 'bold')],
    ...(state.cases.length > 1 || view.name !== 'main' ? [[span(caseText)]] : []),
    repeated,
    attempt,
  ].filter((part) => part.length > 0);
  const extras = [span(`seed ${view.seed}`, 'dim'), span(`${state.runtime} + ${state.emulator}`, 'dim')];
  const right = clock(input);
  if (state.title !== '') extras.push(span(state.title, 'dim'));
  // What says the least goes first: the title, the runtime, the seed; then the case's name is clipped.
  for (let kept = extras.length; kept >= 0; kept--) {
    const parts = [...left, ...extras.slice(0, kept).map((part) => [part])];
    const line = parts.flatMap((part, index) => (index === 0 ? part : [between, ...part]));
    const room = columns - lineWidth(line) - lineWidth(right);
    if (room >= 2 || kept === 0) return [...line, span(' '.repeat(Math.max(1, room))), ...right];
  }
  return [];
}

function clock({ view, controls, at, state }: ScreenInput): Span[] {
  const marks: Span[] = [];
  if (controls.isQuitting || state.interrupted !== null) marks.push(span('stopping  ', 'warn'));
  else if (controls.isFrozen) marks.push(span('display frozen  ', 'warn'));
  if (view.ended !== null) {
    const { verdict, durationSeconds } = view.ended;
    return [...marks, span(verdict, verdictStyle(verdict)), span(`  after ${clockText(durationSeconds)}`)];
  }
  if (view.clockStartedAt === null) return [...marks, span(startingText(view.readyNodes.size, view))];
  const limit = view.timeLimitMs / 1000;
  return [
    ...marks,
    span(clockText(at - view.clockStartedAt), 'bold'),
    span(` of ${limit >= 60 ? clockText(limit) : `${limit} s`} at most`, 'dim'),
  ];
}

function startingText(ready: number, view: ScreenInput['view']): string {
  const total = view.topology.nodes.length;
  return ready < total ? `starting nodes: ${ready} of ${total}` : 'waiting for services';
}
