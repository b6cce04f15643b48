/** From the run's events to what the screen shows. Pure: no clock, no terminal. */

import type { CaseStarted, RunEvent } from '../core/event/event.ts';
import { reduceCase } from './case-model.ts';
import { oneLine } from './line.ts';
import { type CaseView, directionKey, type FinishedBlock, type ViewState } from './view-state.ts';

export function reduceEvent(before: ViewState, event: RunEvent): ViewState {
  const state = { ...before, at: Math.max(before.at, event.at) };
  switch (event.type) {
    case 'run-started':
      return {
        ...state,
        lab: event.lab,
        title: oneLine(event.title),
        seed: event.seed,
        runtime: event.runtime,
        emulator: event.emulator,
        cases: event.cases,
        interrupted: null,
        ended: null,
      };
    case 'case-started':
      return { ...settle(state), current: startCase(event) };
    case 'interrupted':
      return { ...state, interrupted: event.signal };
    case 'run-ended':
      return { ...finish(settle(state), { block: 'run', ended: event }), ended: event };
    case 'submission-prepared': {
      const { submission, language, problem } = event;
      const what = problem === null ? `in ${language ?? 'an unknown language'}` : `can't be run: ${problem}`;
      return finish(state, { block: 'note', text: `submission ${submission}: ${what}` });
    }
    case 'repeats-scored':
      return finish(settle(state), { block: 'repeats', scored: event });
    case 'warning':
      if (event.case === null || event.case !== state.current?.name) {
        return finish(state, { block: 'note', text: `warning: ${event.message}` });
      }
      return { ...state, current: reduceCase(state.current, event) };
    case 'case-ended':
      if (state.current?.name !== event.case) return state;
      return { ...state, current: { ...state.current, ended: event } };
    default:
      if (state.current?.name !== event.case) return state;
      return { ...state, current: reduceCase(state.current, event) };
  }
}

/**
 * Leaves the last case behind. Not at its end but when something follows, so that it stays in view, and
 * so that at the run's end its summary is printed where the live region was.
 */
function settle(state: ViewState): ViewState {
  const view = state.current;
  if (view === null || view.ended === null) return state;
  return { ...finish(state, { block: 'case', view, ended: view.ended }), current: null };
}

/** When no further event will come. */
export function conclude(state: ViewState): ViewState {
  const settled = settle(state);
  if (state.ended !== null || state.interrupted === null) return settled;
  return finish(settled, { block: 'note', text: `stopped by ${state.interrupted}: no verdict` });
}

function finish(state: ViewState, block: FinishedBlock): ViewState {
  return { ...state, finished: [...state.finished, block] };
}

function startCase(event: CaseStarted): CaseView {
  const { topology } = event;
  const directions = topology.links.flatMap((link) =>
    link.ends.map((end) => [directionKey(link.name, end.node), end.impairment] as const),
  );
  return {
    name: event.case,
    seed: event.seed,
    attempt: event.attempt,
    timeLimitMs: event.timeLimitMs,
    hidden: event.hidden,
    repeat: event.repeat ?? null,
    topology,
    clockStartedAt: null,
    readyNodes: new Set(),
    deadNodes: new Set(),
    calls: [],
    trace: null,
    impairments: new Map(directions),
    counters: new Map(),
    flows: topology.flows.map((description) => ({ description, state: null, history: [], ended: null })),
    programs: new Map(topology.programs.map(({ name }) => [name, { status: 'waiting', outcome: null }])),
    outcomes: topology.expectations.map(() => null),
    messages: [],
    ended: null,
  };
}
