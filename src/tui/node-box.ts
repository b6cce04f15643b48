/** A node as a box of three rows. */

import type { Glyphs } from './glyphs.ts';
import { clip, type Span, type Style, span, textWidth } from './line.ts';
import type { CaseView } from './view-state.ts';

export interface NodeBox {
  readonly width: number;
  readonly top: Span;
  /** Left edge, name, right edge; the edges are tees where a link is attached. */
  readonly middle: readonly Span[];
  readonly bottom: Span;
}

export function nodeBox(
  name: string,
  attached: { readonly left: boolean; readonly right: boolean },
  view: CaseView,
  glyphs: Glyphs,
): NodeBox {
  const label = clip(name, 16, glyphs.ellipsis);
  const edge = glyphs.horizontal.repeat(textWidth(label) + 2);
  const { corners, vertical, teeLeft, teeRight } = glyphs;
  const style = nodeStyle(name, view);
  return {
    width: textWidth(label) + 4,
    top: span(corners.topLeft + edge + corners.topRight, style),
    middle: [
      span(`${attached.left ? teeLeft : vertical} `, style),
      span(label, style === 'plain' ? 'bold' : style),
      span(` ${attached.right ? teeRight : vertical}`, style),
    ],
    bottom: span(corners.bottomLeft + edge + corners.bottomRight, style),
  };
}

function nodeStyle(name: string, view: CaseView): Style {
  if (view.deadNodes.has(name)) return 'bad';
  return view.readyNodes.has(name) || view.clockStartedAt !== null ? 'plain' : 'dim';
}
