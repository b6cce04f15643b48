/** One middle (a node with links to all others, or a shared segment) and a row for each of the others. */

import type { CaseTopology } from '../core/event/event.ts';
import { directionHead, directionText, isLinkSelected, isSelected } from './direction-mark.ts';
import { clip, type Line, pad, type Span, span, textWidth } from './line.ts';
import type { ScreenInput } from './section.ts';

export interface Star {
  readonly middle: string;
  readonly isSegment: boolean;
  readonly spokes: readonly { readonly node: string; readonly link: string }[];
}

/** null when no single node or segment joins all others. */
export function starOf(topology: CaseTopology): Star | null {
  const { nodes, links } = topology;
  const [only] = links;
  if (links.length === 1 && only !== undefined && only.ends.length > 2) {
    const spokes = only.ends.map(({ node }) => ({ node, link: only.name }));
    return { middle: only.name, isSegment: true, spokes };
  }
  if (links.length < 2 || links.some(({ ends }) => ends.length !== 2)) return null;
  const hub = nodes.find(({ name }) => links.every(({ ends }) => ends.some(({ node }) => node === name)));
  if (hub === undefined) return null;
  const spokes = links.flatMap((link) =>
    link.ends.filter(({ node }) => node !== hub.name).map(({ node }) => ({ node, link: link.name })),
  );
  return { middle: hub.name, isSegment: false, spokes };
}

/** null when it doesn't fit in the columns. */
export function drawStar(star: Star, input: ScreenInput): readonly Line[] | null {
  const { glyphs, columns } = input;
  const label = clip(star.middle, 16, glyphs.ellipsis);
  const nodeWidth = Math.max(...star.spokes.map(({ node }) => textWidth(node)));
  const linkWidth = star.isSegment ? 0 : Math.max(...star.spokes.map(({ link }) => textWidth(link)));
  const stem = textWidth(label) + 6;
  const fixed = stem + 4 + linkWidth + 3 + nodeWidth;
  const room = Math.floor((columns - fixed) / (star.isSegment ? 1 : 2)) - 5;
  if (room < 8) return null;
  const height = Math.max(3, star.spokes.length);
  const offset = Math.floor((height - star.spokes.length) / 2);
  return Array.from({ length: height }, (_, row) => {
    const spoke = star.spokes[row - offset];
    const left = stemSpans(label, row, height, star, input, spoke !== undefined);
    if (spoke === undefined) return left;
    const chosen =
      isLinkSelected(input, spoke.link) && (!star.isSegment || isSelected(input, spoke.link, spoke.node));
    const mark = span(chosen ? ` ${glyphs.selected} ` : '   ', 'accent');
    const name = star.isSegment ? [] : [span(pad(spoke.link, linkWidth), chosen ? 'accent' : 'plain')];
    const node = [span(`  ${pad(spoke.node, nodeWidth)}`, 'bold')];
    const width = Math.min(room, star.isSegment ? 60 : 40);
    const out = star.isSegment ? [] : direction(input, spoke.link, star.middle, width, 'right');
    const back = direction(input, spoke.link, spoke.node, width, 'left');
    return [...left, mark, ...name, ...node, ...out, ...back];
  });
}

function direction(
  input: ScreenInput,
  link: string,
  from: string,
  width: number,
  points: 'left' | 'right',
): Span[] {
  const text = directionText(input, link, from, width);
  const filler = ' '.repeat(width - textWidth(text.text));
  return [span('  '), directionHead(input, link, from, points), span(' '), text, span(filler)];
}

/** The middle's box on the left and the trunk that its spokes branch from. */
function stemSpans(
  label: string,
  row: number,
  height: number,
  star: Star,
  { glyphs }: ScreenInput,
  hasSpoke: boolean,
): Span[] {
  const centre = Math.floor((height - 1) / 2);
  const { corners, horizontal, vertical, cross, teeRight } = glyphs;
  const edge = horizontal.repeat(textWidth(label) + 2);
  const offset = Math.floor((height - star.spokes.length) / 2);
  const isFirst = row === offset;
  const isLast = row === offset + star.spokes.length - 1;
  let branch = teeRight;
  if (row === centre) branch = hasSpoke ? cross : glyphs.teeLeft;
  else if (!hasSpoke) branch = row > offset && row < offset + star.spokes.length ? vertical : ' ';
  else if (isFirst) branch = corners.topLeft;
  else if (isLast) branch = corners.bottomLeft;
  const trunk = `${branch}${hasSpoke ? horizontal : ' '}`;
  if (row === centre) {
    return [span(`${vertical} `), span(label, 'bold'), span(` ${teeRight}${horizontal}${trunk}`)];
  }
  let box = ' '.repeat(textWidth(label) + 4);
  if (row === centre - 1) box = corners.topLeft + edge + corners.topRight;
  if (row === centre + 1) box = corners.bottomLeft + edge + corners.bottomRight;
  return [span(`${box} ${trunk}`)];
}
