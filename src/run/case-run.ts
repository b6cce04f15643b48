/** One case from its first attempt to its verdict. What the machine spoilt is tried again, with the same seed. */

import { mkdir } from 'node:fs/promises';
import type {
  CaseEnded,
  CaseMetrics,
  CaseRepeat,
  CaseTopology,
  ExpectationOutcome,
  RunEventBody,
  TraceEnded,
} from '../core/event/event.ts';
import type { Impairment } from '../core/lab/impairment.ts';
import type { Lab, ResolvedCase } from '../core/lab/lab.ts';
import type { RecordedPackets } from '../core/link/packet-record.ts';
import { planFlows } from '../core/plan/flow-plan.ts';
import { tracedNodes, tracedPackets } from '../core/trace/traced-packets.ts';
import { type FlowEnd, isCleanCase, soleFlowLosses } from '../core/verdict/flow-end.ts';
import { judge } from '../core/verdict/judge.ts';
import { packetSentences } from '../core/verdict/packet-sentences.ts';
import { recordedLosses } from '../core/verdict/recorded-losses.ts';
import type { Repeat } from '../core/verdict/repeats.ts';
import type { ReferenceFigures } from '../core/verdict/requirement.ts';
import { scoreCase } from '../core/verdict/score.ts';
import { flowSentences } from '../core/verdict/sentences.ts';
import type { Emulator } from '../emulator/emulator.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { TrafficFlow } from '../traffic/traffic.ts';
import { askedMetrics } from './asked-metrics.ts';
import { type AttemptOutcome, attemptCase } from './case-attempt.ts';
import { addMeasures } from './case-measures.ts';
import { abridged, addCounters, addProgramMetrics, addWireMetrics } from './case-metrics.ts';
import { describeTopology } from './case-topology.ts';
import type { EventStream } from './event-stream.ts';
import { findInTime } from './find-in-time.ts';
import { FlowOutcomes } from './flow-outcomes.ts';
import { limitSentences } from './limit-sentences.ts';
import { recordFileIn } from './raised-case.ts';
import { readRecordedPackets } from './recorded-packets.ts';
import type { Reference } from './reference.ts';

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
  /** Null where the case runs once. */
  readonly repeat: CaseRepeat | null;
  /** What the reference solution came to; null where nothing is compared with it. */
  readonly reference: Reference | null;
}

/** @returns what the case came to; null when the user stopped it */
export async function runCase(context: CaseRunContext, task: CaseTask): Promise<Repeat | null> {
  const flows = planFlows(task.resolved);
  await mkdir(task.folder, { recursive: true });
  for (let attempt = 1; ; attempt += 1) {
    const result = await runAttempt(context, task, flows, attempt);
    if (result === null) return null;
    const { ended, expectations } = result;
    context.stream.emit(ended);
    if (!ended.superseded) return { ...ended, expectations };
  }
}

interface AttemptResult {
  readonly ended: CaseEnded;
  readonly expectations: readonly ExpectationOutcome[];
}

async function runAttempt(
  context: CaseRunContext,
  { resolved, seed, folder, repeat, reference }: CaseTask,
  flows: readonly TrafficFlow[],
  attempt: number,
): Promise<AttemptResult | null> {
  const startedAt = context.stream.elapsedSeconds;
  const emit = (event: RunEventBody): void => context.stream.emit(event);
  const figures = reference !== null && 'metrics' in reference ? reference : null;
  const outcomes = new FlowOutcomes(resolved, flows, figures, emit);
  const topology = describeTopology(resolved, flows);
  emit({
    type: 'case-started',
    case: resolved.name,
    seed,
    attempt,
    timeLimitMs: resolved.timeLimitMs,
    hidden: resolved.hidden,
    points: resolved.points,
    ...(repeat === null ? {} : { repeat }),
    topology,
  });
  const ended = (verdict: CaseEnded['verdict'], extra: Partial<CaseEnded> = {}): AttemptResult => ({
    expectations: [],
    ended: {
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
    },
  });
  if (reference !== null && 'failed' in reference) {
    return ended(reference.failed, { reason: `the reference solution: ${reference.reason}` });
  }
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
  if (outcome.ended === 'unready') return ended(outcome.verdict, { reason: outcome.reason });
  if (outcome.ended === 'infra') {
    return ended('infra', {
      reason: outcome.reason,
      superseded: outcome.again && attempt < attemptsWithFailures,
    });
  }
  const { deviceDrops } = outcome.wire;
  if (deviceDrops > 0) emit({ type: 'warning', case: resolved.name, message: dropsWarning(deviceDrops) });
  const lateness = outcome.wire.latenessP99Ms;
  const which = repeat === null ? resolved.name : `${resolved.name}, repeat ${repeat.index}`;
  const found = {
    ...outcome.wire.facts,
    ...(lateness === null ? {} : { 'lateness p99': `${lateness.toFixed(2)} ms` }),
  };
  const facts = Object.fromEntries(
    Object.entries(found).map(([key, value]) => [`${key} of case ${which}, attempt ${attempt}`, value]),
  );
  emit({ type: 'environment-found', case: resolved.name, facts });
  if (lateness !== null && lateness > latenessLimitMs) {
    return ended('infra', {
      reason:
        `the machine was too busy: 1 packet in 100 left its link ${lateness.toFixed(1)} ms late or later` +
        ` (limit ${latenessLimitMs} ms)`,
      superseded: attempt < attemptsWhenLate,
    });
  }
  // Another emulator may leave records, but not of all that happened to a packet.
  const recorded =
    context.emulator.name === 'fabric' ? await readRecordedPackets(recordFileIn(folder)) : null;
  if (tracedNodes(resolved).length > 0) emit(traceOf(resolved, topology, outcome, recorded));
  const measured = measureCase(resolved, outcome, outcomes, recorded);
  emit({ type: 'case-metrics', case: resolved.name, ...measured });
  const expectations = judgeCase(resolved, outcomes, figures, emit);
  const score = scoreCase(resolved.points, expectations);
  // What was passed all the same is passed.
  if (outcome.starved !== null && score.verdict !== 'pass') {
    return ended('infra', { reason: outcome.starved, superseded: attempt < attemptsWhenLate });
  }
  const sentences = tell(context, resolved, topology, outcome, recorded);
  return { ...ended(score.verdict, { ...score, sentences }), expectations };
}

/** What belongs beside the system calls that were told of while the case ran. */
function traceOf(
  resolved: ResolvedCase,
  { flows }: CaseTopology,
  { programs }: NormalEnd,
  recorded: RecordedPackets | null,
): TraceEnded {
  const found =
    recorded === null
      ? { packets: [], furtherPackets: 0 }
      : tracedPackets(resolved, flows, recorded.header, recorded.records);
  const noPackets =
    recorded === null ? 'packets are not recorded by this emulator: --emulator fabric does' : null;
  return {
    type: 'trace-ended',
    case: resolved.name,
    nodes: tracedNodes(resolved),
    ...found,
    noPackets,
    ...programs.endTrace(),
  };
}

function dropsWarning(packets: number): string {
  const subject = packets === 1 ? '1 packet was' : `${packets} packets were`;
  return `${subject} sent faster than the emulator could take in, and never reached the wire; see docs/fabric.md`;
}

type NormalEnd = Extract<AttemptOutcome, { ended: 'normally' }>;

/** Completes the flows' metrics by all others. */
function measureCase(
  resolved: ResolvedCase,
  { wire, programs, counters }: NormalEnd,
  { table }: FlowOutcomes,
  recorded: RecordedPackets | null,
): Pick<CaseMetrics, 'metrics' | 'absent'> {
  addWireMetrics(table, wire);
  for (const { name } of resolved.programs) addProgramMetrics(table, name, programs.of(name));
  const asked = askedMetrics(resolved);
  for (const [node, counted] of counters) addCounters(table, node, counted, asked);
  addMeasures(table, resolved.measures, recorded);
  return { metrics: abridged(table.values), absent: { ...table.absent } };
}

function judgeCase(
  { name, expectations }: ResolvedCase,
  { table, decided }: FlowOutcomes,
  reference: ReferenceFigures | null,
  emit: (event: RunEventBody) => void,
): ExpectationOutcome[] {
  return expectations.map((expectation, index) => {
    const outcome = judge(expectation, table.values, table.absent, reference, table.evidence, findInTime);
    if (!decided.has(index)) emit({ type: 'expectation-decided', case: name, index, outcome });
    return outcome;
  });
}

/** What happened to each flow, program and packet, in sentences. */
function tell(
  context: CaseRunContext,
  resolved: ResolvedCase,
  topology: CaseTopology,
  { wire, outcomes, programs }: NormalEnd,
  recorded: RecordedPackets | null,
): string[] {
  const ends = topology.flows.flatMap((flow): FlowEnd[] => {
    const end = outcomes.get(flow.name);
    return end === undefined ? [] : [{ flow, ...end }];
  });
  const sole = () => soleFlowLosses(topology, wire.directions);
  const losses =
    recorded === null
      ? sole()
      : (recordedLosses(recorded.header, recorded.records, topology.flows) ?? sole());
  const sentences = flowSentences({ ends, losses, clean: context.cleanEnds });
  if (isCleanCase(resolved)) context.cleanEnds.push(...ends);
  const packets = recorded === null ? [] : packetSentences(recorded.header, recorded.records, topology.flows);
  return [...sentences, ...limitSentences(programs.all), ...packets];
}

/** What an expectation counts for when nothing could be measured. */
function unmet({ metric, points, text }: ResolvedCase['expectations'][number]): ExpectationOutcome {
  return { metric, verdict: 'fail', value: null, expected: text, points: 0, of: points, message: '' };
}
