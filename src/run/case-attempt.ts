/** One attempt at one case: everything up, the clock, everything down. What it finds out it returns. */

import type { FlowState } from '../core/event/event.ts';
import type { WireReport } from '../emulator/emulator.ts';
import type { RunningNode } from '../runtime/runtime.ts';
import type { FlowOutcome } from '../traffic/traffic.ts';
import { pause } from './deadline.ts';
import type { ProgramSet } from './program-set.ts';
import { type NotRaised, type RaiseContext, type RaisedCase, raiseCase, startClock } from './raised-case.ts';

export interface AttemptContext extends RaiseContext {
  /** Where this case's logs and records go. */
  readonly folder: string;
  readonly onFlowEnded: (flow: string, outcome: FlowOutcome) => void;
}

export type AttemptOutcome =
  | {
      readonly ended: 'normally';
      readonly wire: WireReport;
      readonly programs: ProgramSet;
      readonly outcomes: ReadonlyMap<string, FlowOutcome>;
      readonly counters: ReadonlyMap<string, Readonly<Record<string, number>>>;
      readonly timedOut: boolean;
      /** Why programs that were cut off had no chance; null where they had. */
      readonly starved: string | null;
    }
  | NotRaised;

export function attemptCase(context: AttemptContext): Promise<AttemptOutcome> {
  return raiseCase(context, (raised) => runClock(context, raised));
}

/** From the start of the case's clock to its end. */
async function runClock(context: AttemptContext, raised: RaisedCase): Promise<AttemptOutcome> {
  const { resolved } = context;
  const { nodes, links, traffic, programs } = raised;
  const outcomes = new Map<string, FlowOutcome>();
  const over = new AbortController();
  traffic.onProgress((flow, state: FlowState) =>
    context.emit({ type: 'flow-progress', case: resolved.name, flow, state }),
  );
  const flowsEnded = new Promise<void>((resolve) => {
    if (context.flows.length === 0) resolve();
    traffic.onEnded((flow, outcome) => {
      outcomes.set(flow, outcome);
      context.onFlowEnded(flow, outcome);
      if (outcomes.size === context.flows.length) resolve();
    });
  });
  const before = await readCounters(nodes);
  const { untilMs, broken, aborted } = startClock(context, raised);
  const finished = Promise.all([flowsEnded, programs.finished()]).then(() => 'finished' as const);
  const timeLimit = pause(untilMs(resolved.timeLimitMs), over.signal).then(() => 'time-limit' as const);
  const end = await Promise.race([aborted, broken, finished, timeLimit]);
  over.abort();
  if (end === 'aborted') return { ended: 'aborted' };
  if (typeof end === 'object') return { ended: 'infra', reason: end.broken, again: true };

  const timedOut = end === 'time-limit';
  const starved = timedOut ? await programs.findStarved() : null;
  if (timedOut) await traffic.stop('cut off at the time limit');
  await programs.close(timedOut ? 'time-limit' : 'case-over');
  const counters = countedSince(before, await readCounters(nodes));
  const wire = await links.finish();
  // What broke once the end had come has told nobody what it measured.
  const late = await Promise.race([broken, Promise.resolve(null)]);
  if (late !== null) return { ended: 'infra', reason: late.broken, again: true };
  return { ended: 'normally', wire, programs, outcomes, counters, timedOut, starved };
}

type Counters = ReadonlyMap<string, Readonly<Record<string, number>>>;

async function readCounters(nodes: readonly RunningNode[]): Promise<Counters> {
  return new Map(await Promise.all(nodes.map(async (node) => [node.name, await node.counters()] as const)));
}

/** What agents did to get ready is no part of the case. */
function countedSince(before: Counters, after: Counters): Counters {
  return new Map(
    [...after].map(([node, counters]) => [
      node,
      Object.fromEntries(
        Object.entries(counters).map(([name, value]) => [name, value - (before.get(node)?.[name] ?? 0)]),
      ),
    ]),
  );
}
