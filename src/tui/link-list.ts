/** The topology as one row for each link, for shapes that no drawing suits and for little room. */

import { directionText, isLinkSelected, isSelected } from './direction-mark.ts';
import { type Line, pad, type Span, span, textWidth } from './line.ts';
import type { ScreenInput } from './section.ts';

export function linkList(input: ScreenInput): readonly Line[] {
  const { view, columns, glyphs } = input;
  const routes = view.topology.links.map((link) => routeText(input, link.ends.map(({ node }) => node), link.name));
  const routeWidth = Math.min(Math.max(0, ...routes.map(textWidth)), Math.floor(columns / 2));
  return view.topology.links.map((link, index): Line => {
    const chosen = isLinkSelected(input, link.name);
    const shown = link.ends.slice(0, 2);
    const room = Math.max(0, Math.floor((columns - routeWidth - 2) / Math.max(1, shown.length)) - 4);
    const directions = shown.flatMap(({ node }, end): Span[] => {
      const head = end === 0 ? glyphs.arrowRight : glyphs.arrowLeft;
      const text = directionText(input, link.name, node, room);
      const width = Math.min(room, 24);
      return [
        span(`  ${head} `, isSelected(input, link.name, node) ? 'accent' : 'dim'),
        text,
        span(' '.repeat(Math.max(0, width - textWidth(text.text)))),
      ];
    });
    const mark = span(chosen ? `${glyphs.selected} ` : '  ', 'accent');
    return [mark, span(pad(routes[index] ?? '', routeWidth), chosen ? 'accent' : 'plain'), ...directions];
  });
}

function routeText({ glyphs }: ScreenInput, nodes: readonly string[], link: string): string {
  const { horizontal } = glyphs;
  const joint = ` ${horizontal}${horizontal} `;
  const [first = '', second = '', ...others] = nodes;
  const rest = others.length > 0 ? ` +${others.length}` : '';
  return `${first}${joint}${link}${joint}${second}${rest}`;
}
