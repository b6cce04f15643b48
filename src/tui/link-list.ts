/** The topology as one row for each link, for shapes that no drawing suits and for little room. */

import type { CaseTopology } from '../core/event/event.ts';
import { directionHead, directionText, isLinkSelected } from './direction-mark.ts';
import { clip, type Line, pad, type Span, span, textWidth } from './line.ts';
import type { ScreenInput } from './section.ts';

type Link = CaseTopology['links'][number];

export function linkList(input: ScreenInput): readonly Line[] {
  const { view, columns, glyphs } = input;
  const { links } = view.topology;
  const widest = Math.max(0, ...links.map((link) => textWidth(routeText(input, link))));
  const routeWidth = Math.min(widest, Math.floor(columns / 2));
  const widths = directionWidths(input, links, columns - routeWidth - 12);
  return links.map((link): Line => {
    const chosen = isLinkSelected(input, link.name);
    const route = pad(clip(routeText(input, link), routeWidth, glyphs.ellipsis), routeWidth);
    const directions = widths.flatMap((width, index): Span[] => {
      const from = link.ends[index]?.node;
      if (from === undefined) return [];
      const text = directionText(input, link.name, from, width);
      return [
        span('  '),
        directionHead(input, link.name, from, index === 0 ? 'right' : 'left'),
        span(' '),
        text,
        span(' '.repeat(Math.max(0, width - textWidth(text.text)))),
      ];
    });
    return [
      span(chosen ? `${glyphs.selected} ` : '  ', 'accent'),
      span(route, chosen ? 'accent' : 'plain'),
      ...directions,
    ];
  });
}

/** What the first and the second direction get of the room: what they need, else about half each. */
function directionWidths(input: ScreenInput, links: readonly Link[], room: number): [number, number] {
  const needed = (index: number) =>
    Math.max(
      0,
      ...links.map(({ name, ends }) => {
        const from = ends[index]?.node;
        return from === undefined
          ? 0
          : textWidth(directionText(input, name, from, Number.MAX_SAFE_INTEGER).text);
      }),
    );
  const [first, second] = [needed(0), needed(1)];
  const half = Math.floor(Math.max(0, room) / 2);
  if (first + second <= room) return [first, second];
  if (first <= half) return [first, room - first];
  return second <= half ? [room - second, second] : [half, half];
}

function routeText({ glyphs }: ScreenInput, { name, ends }: Link): string {
  const joint = ` ${glyphs.horizontal.repeat(2)} `;
  const [first = '', second = '', ...others] = ends.map(({ node }) => node);
  return `${first}${joint}${name}${joint}${second}${others.length > 0 ? ` +${others.length}` : ''}`;
}
