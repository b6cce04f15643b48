/**
 * Nodes in a row, each joined to the next: above the line what the left one's direction does, below it
 * the right one's.
 */

import type { CaseTopology } from '../core/event/event.ts';
import { directionHead, directionText, isLinkSelected } from './direction-mark.ts';
import { type Line, lineWidth, type Span, span, textWidth } from './line.ts';
import { type NodeBox, nodeBox } from './node-box.ts';
import type { ScreenInput } from './section.ts';

export interface Chain {
  readonly nodes: readonly string[];
  /** `links[i]` joins `nodes[i]` and `nodes[i + 1]`. */
  readonly links: readonly string[];
}

/** Where a link has less room than this a list says more. */
const leastGap = 14;

/** null when the topology isn't one unbranched path over all its nodes. */
export function chainOf(topology: CaseTopology): Chain | null {
  const { nodes, links } = topology;
  if (nodes.length < 2 || links.length !== nodes.length - 1) return null;
  if (links.some(({ ends }) => ends.length !== 2)) return null;
  const linksAt = (node: string) => links.filter(({ ends }) => ends.some((end) => end.node === node));
  if (nodes.some(({ name }) => linksAt(name).length > 2)) return null;
  const first = nodes.find(({ name }) => linksAt(name).length === 1)?.name;
  if (first === undefined) return null;
  const path = { nodes: [first], links: [] as string[] };
  for (let at = first; ; ) {
    const link = linksAt(at).find(({ name }) => !path.links.includes(name));
    const next = link?.ends.find(({ node }) => node !== at)?.node;
    if (link === undefined || next === undefined) break;
    path.links.push(link.name);
    path.nodes.push(next);
    at = next;
  }
  return path.nodes.length === nodes.length ? path : null;
}

/** null when it doesn't fit. */
export function drawChain(chain: Chain, input: ScreenInput): readonly Line[] | null {
  const boxes = chain.nodes.map((node, index) =>
    nodeBox(node, { left: index > 0, right: index < chain.links.length }, input.view, input.glyphs),
  );
  const boxesWidth = boxes.reduce((sum, { width }) => sum + width, 0);
  const room = Math.floor((input.columns - boxesWidth) / chain.links.length);
  const gap = Math.min(room, 64);
  if (gap < Math.max(leastGap, ...chain.links.map((link) => textWidth(link) + 8))) return null;
  const rows: [Span[], Span[], Span[]] = [[], [], []];
  boxes.forEach((box, index) => {
    addBox(rows, box);
    const link = chain.links[index];
    const [left, right] = [chain.nodes[index], chain.nodes[index + 1]];
    if (link === undefined || left === undefined || right === undefined) return;
    rows[0].push(...arrow(input, link, left, gap, 'right'));
    rows[1].push(...wire(input, link, gap));
    rows[2].push(...arrow(input, link, right, gap, 'left'));
  });
  return rows;
}

function addBox(rows: [Span[], Span[], Span[]], box: NodeBox): void {
  rows[0].push(box.top);
  rows[1].push(...box.middle);
  rows[2].push(box.bottom);
}

function wire(input: ScreenInput, link: string, gap: number): Span[] {
  const { horizontal, selected } = input.glyphs;
  const isChosen = isLinkSelected(input, link);
  const label = isChosen ? ` ${selected} ${link} ` : ` ${link} `;
  const left = Math.floor((gap - textWidth(label)) / 2);
  return [
    span(horizontal.repeat(left)),
    span(label, isChosen ? 'accent' : 'plain'),
    span(horizontal.repeat(gap - left - textWidth(label))),
  ];
}

function arrow(
  input: ScreenInput,
  link: string,
  from: string,
  gap: number,
  points: 'left' | 'right',
): Span[] {
  const text = directionText(input, link, from, gap - 6);
  const head = directionHead(input, link, from, points);
  const room = gap - lineWidth([text, head]) - 1;
  const left = Math.floor(room / 2);
  const before = span(' '.repeat(left));
  const after = span(' '.repeat(room - left));
  return points === 'right' ? [before, text, span(' '), head, after] : [before, head, span(' '), text, after];
}
