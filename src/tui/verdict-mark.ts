/** How a verdict looks: a sign that needs no colour, and a colour. */

import type { Verdict } from '../core/event/event.ts';
import type { Glyphs } from './glyphs.ts';
import { type Span, type Style, span } from './line.ts';

export function verdictStyle(verdict: Verdict): Style {
  if (verdict === 'pass') return 'good';
  return verdict === 'partial' ? 'warn' : 'bad';
}

export function verdictMark(verdict: Verdict, glyphs: Glyphs): Span {
  if (verdict === 'pass') return span(glyphs.pass, 'good');
  return verdict === 'partial' ? span(glyphs.partial, 'warn') : span(glyphs.fail, 'bad');
}
