/** System calls and packets of a case on one time line. */

import type { SystemCall, TracedPacket, TraceEnded } from '../event/event.ts';
import { plural } from '../text/figure.ts';

export interface TimeLineRow {
  /** On the case's clock. */
  readonly atMs: number;
  /** The program, or `wire`. */
  readonly who: string;
  readonly text: string;
}

export interface TimeLine {
  readonly nodes: readonly string[];
  readonly rows: readonly TimeLineRow[];
  /** What it leaves out, and how far its times are to be trusted. */
  readonly notes: readonly string[];
}

/** What returns sooner has waited for nothing: its result stands with it, whatever happened meanwhile. */
const shortestWaitMs = 1;

interface Moment {
  readonly atMs: number;
  readonly of: SystemCall | TracedPacket;
  readonly side: 'begin' | 'return' | 'whole';
}

/**
 * A call stands where it began, with its result. If it waited, and something else happened before it
 * returned, its return has a row of its own.
 * @param ended null while the case runs
 */
export function timeLine(calls: readonly SystemCall[], ended: TraceEnded | null): TimeLine {
  const moments = [
    ...calls.flatMap(momentsOf),
    ...(ended?.packets ?? []).map((packet): Moment => ({ atMs: packet.atMs, of: packet, side: 'whole' })),
  ].toSorted((a, b) => a.atMs - b.atMs);
  const who = callerNames(calls);
  const rows: TimeLineRow[] = [];
  for (let at = 0; at < moments.length; at += 1) {
    const moment = moments[at];
    if (moment === undefined) break;
    const { atMs, of, side } = moment;
    if ('seen' in of) {
      rows.push({ atMs, who: 'wire', text: packetText(of) });
      continue;
    }
    const isWhole = side !== 'begin' || moments[at + 1]?.of === of;
    const text = side === 'return' ? returnText(of) : isWhole ? callText(of) : `${of.text} ...`;
    rows.push({ atMs, who: who(of), text });
    if (side === 'begin' && isWhole) at += 1;
  }
  return { nodes: ended?.nodes ?? [], rows, notes: ended === null ? [] : notesOf(ended) };
}

function momentsOf(call: SystemCall): Moment[] {
  const { startMs, durationMs, kind } = call;
  if (kind !== 'call' || durationMs === null || durationMs < shortestWaitMs)
    return [{ atMs: startMs, of: call, side: 'whole' }];
  return [
    { atMs: startMs, of: call, side: 'begin' },
    { atMs: startMs + durationMs, of: call, side: 'return' },
  ];
}

/** With its process ID where a program has several. */
function callerNames(calls: readonly SystemCall[]): (call: SystemCall) => string {
  const processes = new Map<string, Set<number>>();
  for (const { program, pid } of calls) {
    processes.set(program, (processes.get(program) ?? new Set()).add(pid));
  }
  return ({ program, pid }) => ((processes.get(program)?.size ?? 0) > 1 ? `${program} ${pid}` : program);
}

/** On one row: `connect(3, 10.0.1.3:8080) = 0`. */
export function callText({ kind, text, result }: SystemCall): string {
  if (kind !== 'call') return text;
  return `${text} ${result === null ? 'never returned' : `= ${result}`}`;
}

function returnText({ text, result, durationMs }: SystemCall): string {
  const name = text.slice(0, text.indexOf('('));
  return `... ${name} = ${result ?? '?'} after ${(durationMs ?? 0).toFixed(1)} ms`;
}

function packetText({ seen, from, to, text }: TracedPacket): string {
  return seen === 'sent' ? `${from} > ${to}  ${text}` : `${from} > ${to}  ${text}, has arrived`;
}

function notesOf({ furtherPackets, furtherCalls, noPackets, clockErrorMs }: TraceEnded): string[] {
  return [
    ...(noPackets === null ? [] : [noPackets]),
    ...Object.entries(furtherCalls).map(
      ([program, count]) => `${plural(count, 'further call')} of ${program} not shown`,
    ),
    ...(furtherPackets === 0 ? [] : [`${plural(furtherPackets, 'further packet')} not shown`]),
    `calls and packets are on one clock to within ${clockErrorMs.toFixed(3)} ms; strace makes each call slower`,
  ];
}
