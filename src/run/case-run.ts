/** One case from its first attempt to its verdict. What the machine spoilt is tried again, with the same seed. */

import { mkdir } from 'node:fs/promises';
import type { CaseEnded, CaseTopology, ExpectationOutcome, RunEventBody } from '../core/event/event.ts';
import type { Impairment } from '../core/lab/impairment.ts';
import type { Lab, ResolvedCase } from '../core/lab/lab.ts';
import { planFlows } from '../core/plan/flow-plan.ts';
import { type FlowEnd, type FlowLosses, isCleanCase } from '../core/verdict/flow-end.ts';
import { judge } from '../core/verdict/judge.ts';
import { scoreCase } from '../core/verdict/score.ts';
import { flowSentences } from '../core/verdict/sentences.ts';
import type { Emulator } from '../emulator/emulator.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { TrafficFlow } from '../traffic/traffic.ts';
import { type AttemptOutcome, attemptCase, recordFileIn } from './case-attempt.ts';
import { abridged, addCounters, addProgramMetrics, addWireMetrics } from './case-metrics.ts';
import { describeTopology } from './case-topology.ts';
import type { EventStream } from './event-stream.ts';
import { FlowOutcomes } from './flow-outcomes.ts';
import { readFlowLosses } from './wire-losses.ts';

/** Above this the emulator was too late too often for its delays to be the lab's (99th percentile). */
const latenessLimitMs = 5;
/** A part of ours that failed gets one more chance; a machine that was too busy may be less so, twice. */
const attemptsWithFailures = 2;
const attemptsWhenLate = 3;

export interface CaseRunContext {
  readonly lab: Lab;
  readonly runtime: Runtime;
  readonly emulator: Emulator;
  readonly stream: EventStream;
  readonly abort: AbortSignal;
  readonly runId: string;
  /** Whether cases' folders get captures of their links. */
  readonly capture: boolean;
  /** Told how to change links by hand as long as a case runs; null when it is over. */
  readonly onControls: (controls: LinkControls | null) => void;
  /** How flows ended in the run's clean cases so far; a clean case adds its own. */
  readonly cleanEnds: FlowEnd[];
  /** What the user has been warned of already. */
  readonly warned: Set<string>;
}

export type LinkControls = (link: string, from: string, impairment: Impairment) => void;

export interface CaseTask {
  readonly resolved: ResolvedCase;
  readonly seed: number;
  readonly folder: string;
}

/** @returns what the case came to; null when the user stopped it */
export async function runCase(context: CaseRunContext, task: CaseTask): Promise<CaseEnded | null> {
  const flows = planFlows(task.resolved);
  await mkdir(task.folder, { recursive: true });
  for (let attempt = 1; ; attempt += 1) {
    const ended = await runAttempt(context, task, flows, attempt);
    if (ended === null) return null;
    context.stream.emit(ended);
    if (!ended.superseded) return ended;
  }
}

async function runAttempt(
  context: CaseRunContext,
  { resolved, seed, folder }: CaseTask,
  flows: readonly TrafficFlow[],
  attempt: number,
): Promise<CaseEnded | null> {
  const startedAt = context.stream.elapsedSeconds;
  const emit = (event: RunEventBody): void => context.stream.emit(event);
  const outcomes = new FlowOutcomes(resolved, flows, emit);
  const topology = describeTopology(resolved, flows);
  emit({
    type: 'case-started',
    case: resolved.name,
    seed,
    attempt,
    timeLimitMs: resolved.timeLimitMs,
    hidden: resolved.hidden,
    points: resolved.points,
    topology,
  });
  const outcome = await attemptCase({
    resolved,
    flows,
    seed,
    runId: `${context.runId}-${attempt}`,
    folder,
    capture: context.capture,
    runtime: context.runtime,
    emulator: context.emulator,
    emit,
    abort: context.abort,
    warned: context.warned,
    onFlowEnded: (flow, ended) => outcomes.add(flow, ended),
    onLinks: context.onControls,
  });
  context.onControls(null);
  if (outcome.ended === 'aborted') return null;
  const ended = (verdict: CaseEnded['verdict'], extra: Partial<CaseEnded> = {}): CaseEnded => ({
    type: 'case-ended',
    case: resolved.name,
    seed,
    attempt,
    verdict,
    points: 0,
    of: scoreCase(resolved.points, resolved.expectations.map(unmet)).of,
    durationSeconds: context.stream.elapsedSeconds - startedAt,
    reason: null,
    sentences: [],
    superseded: false,
    ...extra,
  });
  if (outcome.ended === 'invalid') return ended('invalid', { reason: outcome.reason });
  if (outcome.ended === 'infra') {
    return ended('infra', {
      reason: outcome.reason,
      superseded: outcome.again && attempt < attemptsWithFailures,
    });
  }
  const { deviceDrops } = outcome.wire;
  if (deviceDrops > 0) emit({ type: 'warning', case: resolved.name, message: dropsWarning(deviceDrops) });
  const lateness = outcome.wire.latenessP99Ms;
  if (lateness !== null) {
    const facts = {
      [`lateness p99 of case ${resolved.name}, attempt ${attempt}`]: `${lateness.toFixed(2)} ms`,
    };
    emit({ type: 'environment-found', case: resolved.name, facts });
  }
  if (lateness !== null && lateness > latenessLimitMs) {
    return ended('infra', {
      reason:
        `the machine was too busy: 1 packet in 100 left its link ${lateness.toFixed(1)} ms late or later` +
        ` (limit ${latenessLimitMs} ms)`,
      superseded: attempt < attemptsWhenLate,
    });
  }
  const losses = await readFlowLosses(recordFileIn(folder), topology, outcome.wire);
  return ended('pass', judgeCase(context, resolved, topology, outcome, outcomes, losses));
}

function dropsWarning(packets: number): string {
  const subject = packets === 1 ? '1 packet was' : `${packets} packets were`;
  return `${subject} sent faster than the emulator could take in, and never reached the wire; see docs/fabric.md`;
}

type NormalEnd = Extract<AttemptOutcome, { ended: 'normally' }>;

function judgeCase(
  context: CaseRunContext,
  resolved: ResolvedCase,
  topology: CaseTopology,
  outcome: NormalEnd,
  flowOutcomes: FlowOutcomes,
  losses: ReadonlyMap<string, FlowLosses>,
): Partial<CaseEnded> {
  const { table } = flowOutcomes;
  const emit = (event: RunEventBody): void => context.stream.emit(event);
  addWireMetrics(table, outcome.wire);
  for (const { name } of resolved.programs) addProgramMetrics(table, name, outcome.programs.of(name));
  for (const [node, counters] of outcome.counters) addCounters(table, node, counters, resolved.expectations);
  emit({
    type: 'case-metrics',
    case: resolved.name,
    metrics: abridged(table.values),
    absent: { ...table.absent },
  });
  const judged = resolved.expectations.map((expectation) => judge(expectation, table.values, table.absent));
  judged.forEach((result, index) => {
    if (flowOutcomes.decided.has(index)) return;
    emit({ type: 'expectation-decided', case: resolved.name, index, outcome: result });
  });
  const ends = topology.flows.flatMap((flow): FlowEnd[] => {
    const end = outcome.outcomes.get(flow.name);
    return end === undefined ? [] : [{ flow, ...end }];
  });
  const sentences = flowSentences({ ends, losses, clean: context.cleanEnds });
  if (isCleanCase(resolved)) context.cleanEnds.push(...ends);
  return { ...scoreCase(resolved.points, judged), sentences };
}

/** What an expectation counts for when nothing could be measured. */
function unmet({ metric, points, text }: ResolvedCase['expectations'][number]): ExpectationOutcome {
  return { metric, verdict: 'fail', value: null, expected: text, points: 0, of: points, message: '' };
}
