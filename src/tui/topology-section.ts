/** The picture of the lab: a chain of boxes, a star, or a list of links, whichever suits and fits. */

import { chainOf, drawChain } from './chain-drawing.ts';
import type { Line } from './line.ts';
import { linkList } from './link-list.ts';
import { limited, type ScreenInput, type Section } from './section.ts';
import { drawStar, starOf } from './star-drawing.ts';

/** With fewer rows a list leaves more of them to the figures. */
const leastRowsForPicture = 12;

export function topologySection(input: ScreenInput): Section {
  const list = linkList(input);
  const chain = input.rows < leastRowsForPicture ? null : drawnChain(input);
  if (chain !== null) return section(chain.length, chain, list, input);
  const star = input.rows < leastRowsForPicture ? null : drawnStar(input);
  return section(Math.min(2, list.length), star ?? list, list, input);
}

function section(
  least: number,
  picture: readonly Line[],
  list: readonly Line[],
  input: ScreenInput,
): Section {
  return {
    least,
    wanted: picture.length,
    priority: 3,
    spaced: true,
    draw: (rows) =>
      rows >= picture.length ? picture : limited(selectedInSight(list, rows, input), rows, input.glyphs),
  };
}

function drawnChain(input: ScreenInput): readonly Line[] | null {
  const chain = chainOf(input.view.topology);
  return chain === null ? null : drawChain(chain, input);
}

function drawnStar(input: ScreenInput): readonly Line[] | null {
  const star = starOf(input.view.topology);
  return star === null ? null : drawStar(star, input);
}

function selectedInSight(list: readonly Line[], rows: number, { controls }: ScreenInput): readonly Line[] {
  const selected = list[controls.link];
  if (selected === undefined || controls.link < rows - 1) return list;
  return [selected, ...list.filter((line) => line !== selected)];
}
