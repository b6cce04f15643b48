/** The picture of the lab: a chain of boxes, a star, or a list of links, whichever suits and fits. */

import { chainOf, drawChain } from './chain-drawing.ts';
import type { Line } from './line.ts';
import { linkList } from './link-list.ts';
import { limited, type ScreenInput, type Section } from './section.ts';
import { drawStar, starOf } from './star-drawing.ts';

export function topologySection(input: ScreenInput): Section {
  const { lines, canBeCut } = picture(input);
  const list = linkList(input);
  const least = Math.min(canBeCut ? 2 : lines.length, list.length);
  return {
    least,
    wanted: lines.length,
    priority: 3,
    spaced: true,
    draw: (rows) => (rows >= lines.length ? lines : limited(selectedInSight(list, rows, input), rows, input.glyphs)),
  };
}

function selectedInSight(list: readonly Line[], rows: number, { controls }: ScreenInput): readonly Line[] {
  const selected = list[controls.link];
  if (selected === undefined || controls.link < rows - 1) return list;
  return [selected, ...list.filter((line) => line !== selected)];
}

function picture(input: ScreenInput): { lines: readonly Line[]; canBeCut: boolean } {
  const { topology } = input.view;
  const chain = chainOf(topology);
  const drawnChain = chain === null ? null : drawChain(chain, input);
  if (drawnChain !== null) return { lines: drawnChain, canBeCut: false };
  const star = starOf(topology);
  const drawnStar = star === null ? null : drawStar(star, input);
  if (drawnStar !== null) return { lines: drawnStar, canBeCut: true };
  return { lines: linkList(input), canBeCut: true };
}
