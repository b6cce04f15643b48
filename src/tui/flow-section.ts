/** The flows' table: what each one achieves and what that costs it, as seen by its end points. */

import type { FlowState } from '../core/event/event.ts';
import type { Glyphs } from './glyphs.ts';
import { clip, type Line, type Span, span, textWidth } from './line.ts';
import { bytesText, countText, durationText, rateText } from './quantity-text.ts';
import { limited, type ScreenInput, type Section } from './section.ts';
import { sparkline } from './sparkline.ts';
import { type Column, tableLines } from './table.ts';
import type { FlowView } from './view-state.ts';

export function flowSection(input: ScreenInput): Section {
  const lines = flowTable(input.view.flows, input.columns, input.glyphs);
  return {
    least: Math.min(lines.length, 3),
    wanted: input.view.flows.length === 0 ? 0 : lines.length,
    priority: 2,
    spaced: true,
    draw: (rows) => limited(lines, rows, input.glyphs),
  };
}

export function flowTable(flows: readonly FlowView[], width: number, glyphs: Glyphs): readonly Line[] {
  return tableLines(flowColumns(flows, glyphs), flows, width);
}

/** A figure that this kind of flow doesn't have is a dash; one that isn't known yet is empty. */
function figure(
  header: string,
  width: number,
  priority: number,
  glyphs: Glyphs,
  read: (state: FlowState, flow: FlowView) => string | null,
  badAbove = false,
): Column<FlowView> {
  return {
    header,
    align: 'right',
    width,
    priority,
    cell(flow) {
      if (flow.state === null) return span('');
      const text = read(flow.state, flow);
      if (text === null) return span(glyphs.none, 'dim');
      return span(text, badAbove && text !== '0' ? 'warn' : 'plain');
    },
  };
}

const count = (value: number | null): string | null => (value === null ? null : countText(value));
const duration = (value: number | null): string | null => (value === null ? null : durationText(value));

function flowColumns(flows: readonly FlowView[], glyphs: Glyphs): Column<FlowView>[] {
  const nameWidth = Math.min(16, Math.max(4, ...flows.map(({ description }) => textWidth(description.name))));
  const route = ({ description }: FlowView) => `${description.from} ${glyphs.to} ${description.to}`;
  const routeWidth = Math.min(28, Math.max(5, ...flows.map((flow) => textWidth(route(flow)))));
  const text = (header: string, width: number, priority: number, read: (flow: FlowView) => string) => ({
    header,
    align: 'left' as const,
    width,
    priority,
    cell: (flow: FlowView) => span(clip(read(flow), width, glyphs.ellipsis), 'dim'),
  });
  return [
    { header: '', align: 'left', width: 1, priority: 0, cell: (flow) => phaseMark(flow, glyphs) },
    {
      header: 'FLOW',
      align: 'left',
      width: nameWidth,
      priority: 0,
      cell: (flow) => span(clip(flow.description.name, nameWidth, glyphs.ellipsis), 'bold'),
    },
    text('KIND', 10, 20, ({ description }) => description.kind),
    text('ROUTE', routeWidth, 22, route),
    figure('GOODPUT', 11, 1, glyphs, (state) => rateText(state.goodputBitsPerSecond)),
    {
      header: '',
      align: 'left',
      width: 7,
      growTo: 40,
      priority: 9,
      cell: ({ history }, width) => span(sparkline(history, width, glyphs.bars), 'accent'),
    },
    { header: 'DONE', align: 'right', width: 4, priority: 2, cell: progress },
    figure('RECVD', 7, 8, glyphs, (state, { description }) =>
      description.kind === 'tcp-bulk' ? bytesText(state.received) : countText(state.received),
    ),
    figure('LOST', 5, 3, glyphs, ({ lost }) => count(lost), true),
    figure('DUP', 4, 7, glyphs, ({ duplicates }) => count(duplicates), true),
    figure('REORD', 5, 6, glyphs, ({ reordered }) => count(reordered), true),
    figure('RETX', 5, 4, glyphs, ({ retransmits }) => count(retransmits), true),
    figure('RTT', 7, 5, glyphs, ({ rttSeconds }) => duration(rttSeconds)),
    figure('DELAY', 7, 21, glyphs, ({ oneWayDelaySeconds }) => duration(oneWayDelaySeconds)),
    figure('CWND', 5, 23, glyphs, ({ cwndSegments }) => count(cwndSegments)),
  ];
}

function phaseMark({ state, ended }: FlowView, glyphs: Glyphs): Span {
  if (ended !== null) return ended.completed ? span(glyphs.pass, 'good') : span(glyphs.fail, 'bad');
  if (state === null || state.phase === 'waiting') return span(glyphs.waiting, 'dim');
  return span(glyphs.running, 'accent');
}

/** How much of what was planned has been sent and received; exchanges and datagrams by what was sent. */
function progress({ description, state, ended }: FlowView): Span {
  if (ended !== null) return ended.completed ? span('100%') : span('cut', 'bad');
  if (state === null || state.phase === 'waiting') return span('');
  if (state.phase === 'connecting') return span('conn', 'warn');
  const reached = description.kind === 'tcp-bulk' ? state.received : state.sent;
  if (description.planned <= 0) return span('');
  return span(`${Math.min(100, Math.floor((reached / description.planned) * 100))}%`);
}
