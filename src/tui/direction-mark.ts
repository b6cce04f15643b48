/** How one direction of a link is shown wherever it appears: what it does, and whether keys would change it. */

import { unimpaired } from '../core/lab/impairment.ts';
import { selectedDirections } from './controls.ts';
import { impairmentText } from './impairment-text.ts';
import { type Span, type Style, span } from './line.ts';
import type { ScreenInput } from './section.ts';
import { directionKey } from './view-state.ts';

export function isSelected(input: ScreenInput, link: string, from: string): boolean {
  return selectedDirections(input.controls, input.view).some(
    (direction) => direction.link === link && direction.from === from,
  );
}

export function isLinkSelected(input: ScreenInput, link: string): boolean {
  return selectedDirections(input.controls, input.view).some((direction) => direction.link === link);
}

/** The head of the direction's arrow, which shows without colour too whether it is selected. */
export function directionHead(
  input: ScreenInput,
  link: string,
  from: string,
  points: 'left' | 'right',
): Span {
  const { toLeft, toRight } = input.glyphs;
  const [selected, other] = points === 'right' ? toRight : toLeft;
  return isSelected(input, link, from) ? span(selected, 'accent') : span(other, 'dim');
}

/** The direction's impairments in at most `width` columns. */
export function directionText(input: ScreenInput, link: string, from: string, width: number): Span {
  const impairment = input.view.impairments.get(directionKey(link, from)) ?? unimpaired;
  const text = impairmentText(impairment, width, input.glyphs);
  return span(text, impairment.down ? 'bad' : textStyle(input, link, from, text));
}

function textStyle(input: ScreenInput, link: string, from: string, text: string): Style {
  if (isSelected(input, link, from)) return 'accent';
  return text === 'clean' ? 'dim' : 'plain';
}
