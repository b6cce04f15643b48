/** One attempt at one case: everything up, the clock, everything down. What it finds out it returns. */

import { join } from 'node:path';
import { EnvironmentError } from '../core/environment-error.ts';
import type { FlowState, RunEventBody } from '../core/event/event.ts';
import type { Impairment } from '../core/lab/impairment.ts';
import type { ResolvedCase } from '../core/lab/lab.ts';
import { packetWatches } from '../core/measure/packet-watches.ts';
import { planNodes } from '../core/plan/node-plan.ts';
import type { EmulatedLinks, Emulator, WireNotice, WireReport } from '../emulator/emulator.ts';
import type { RunningNode, Runtime, Sandbox } from '../runtime/runtime.ts';
import type { FlowOutcome, TrafficFlow, TrafficSession } from '../traffic/traffic.ts';
import { openTraffic } from '../traffic/traffic-session.ts';
import { pause } from './deadline.ts';
import { monotonicClock } from './event-stream.ts';
import { furnishHomes } from './home.ts';
import { ProgramSet } from './program-set.ts';

export interface AttemptContext {
  readonly resolved: ResolvedCase;
  readonly flows: readonly TrafficFlow[];
  readonly seed: number;
  readonly runId: string;
  /** Where this case's logs and records go. */
  readonly folder: string;
  /** Whether links' frames are written there too. */
  readonly capture: boolean;
  readonly runtime: Runtime;
  readonly emulator: Emulator;
  readonly emit: (event: RunEventBody) => void;
  /** The user wants to stop. */
  readonly abort: AbortSignal;
  /** What the run's user has been warned of already; added to. */
  readonly warned: Set<string>;
  readonly onFlowEnded: (flow: string, outcome: FlowOutcome) => void;
  /** Called once links carry packets: what changes them by hand. */
  readonly onLinks: (setImpairment: (link: string, from: string, impairment: Impairment) => void) => void;
}

export type AttemptOutcome =
  | {
      readonly ended: 'normally';
      readonly wire: WireReport;
      readonly programs: ProgramSet;
      readonly outcomes: ReadonlyMap<string, FlowOutcome>;
      readonly counters: ReadonlyMap<string, Readonly<Record<string, number>>>;
      readonly timedOut: boolean;
    }
  /** It couldn't begin: `fail` where a submission's program is to blame, `invalid` where the lab's is. */
  | { readonly ended: 'unready'; readonly verdict: 'fail' | 'invalid'; readonly reason: string }
  /** Our fault or the machine's. @param again: a second try may go better */
  | { readonly ended: 'infra'; readonly reason: string; readonly again: boolean }
  | { readonly ended: 'aborted' };

/** Time for agents and programs to hear of the start before it. */
const startLeadNs = 20_000_000n;

export async function attemptCase(context: AttemptContext): Promise<AttemptOutcome> {
  let sandbox: Sandbox | null = null;
  let links: EmulatedLinks | null = null;
  let traffic: TrafficSession | null = null;
  let programs: ProgramSet | null = null;
  try {
    sandbox = await context.runtime.open({
      runId: context.runId,
      device: context.emulator.device,
      onProgress: (message) => context.emit({ type: 'preparation', case: context.resolved.name, message }),
    });
    for (const message of sandbox.warnings) {
      if (context.warned.has(message)) continue;
      context.warned.add(message);
      context.emit({ type: 'warning', case: context.resolved.name, message });
    }
    const [opened, nodeList] = await Promise.all([
      context.emulator.open(sandbox).then((value) => (links = value)),
      sandbox.createNodes(planNodes(context.resolved)),
    ]);
    const nodes = new Map(nodeList.map((node) => [node.name, node]));
    emitNodesReady(context, nodeList);
    context.emit({
      type: 'environment-found',
      case: context.resolved.name,
      facts: { ...sandbox.facts, ...opened.facts },
    });
    opened.onNotice((notice) => emitNotice(context, notice));
    [traffic] = await Promise.all([
      openTraffic(context.flows, nodes, sandbox.network),
      opened.attach(
        {
          seed: context.seed,
          links: context.resolved.links,
          faults: context.resolved.faults,
          timeline: context.resolved.timeline,
          watches: packetWatches(context.resolved.measures),
          recordFile: recordFileIn(context.folder),
          captureFolder: context.capture ? context.folder : null,
        },
        nodeList,
      ),
      furnishHomes(context.resolved, nodes),
    ]);
    context.onLinks((link, from, impairment) => opened.setImpairment(link, from, impairment));
    programs = new ProgramSet(context.resolved, nodes, context.emit, context.abort);
    const readiness = await programs.startServices();
    if (context.abort.aborted) return { ended: 'aborted' };
    if (!readiness.ready) {
      const verdict = readiness.program.spec.submitted === true ? 'fail' : 'invalid';
      return { ended: 'unready', verdict, reason: readiness.reason };
    }
    return await runClock(context, nodeList, opened, traffic, programs);
  } catch (error) {
    if (context.abort.aborted) return { ended: 'aborted' };
    if (!(error instanceof EnvironmentError)) throw error;
    const reason = error.remedy === null ? error.message : `${error.message}. ${error.remedy}`;
    return { ended: 'infra', reason, again: false };
  } finally {
    // Whatever it couldn't end dies with its node.
    await programs?.close('interrupted').catch(() => {});
    await programs?.writeLogs(join(context.folder, 'logs'));
    await traffic?.close();
    await (links as EmulatedLinks | null)?.close();
    await sandbox?.close();
  }
}

/** Where the emulator records every packet of a case. */
export function recordFileIn(caseFolder: string): string {
  return join(caseFolder, 'packets.wlp');
}

/** From the start of the case's clock to its end. */
async function runClock(
  context: AttemptContext,
  nodes: readonly RunningNode[],
  links: EmulatedLinks,
  traffic: TrafficSession,
  programs: ProgramSet,
): Promise<AttemptOutcome> {
  const { resolved } = context;
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
  const originNs = monotonicClock() + startLeadNs;
  const untilMs = (atMs: number): number => Number(originNs - monotonicClock()) / 1e6 + atMs;
  links.startClock(originNs);
  for (const { spec, plan } of context.flows)
    traffic.start(plan.name, originNs + BigInt(Math.round(spec.startAtMs * 1e6)));
  programs.schedule(originNs);
  context.emit({ type: 'clock-started', case: resolved.name });

  const aborted = new Promise<'aborted'>((resolve) => {
    if (context.abort.aborted) resolve('aborted');
    context.abort.addEventListener('abort', () => resolve('aborted'), { once: true });
  });
  const infra = Promise.race([
    links.failed.then((cause) => `the ${context.emulator.name} emulator ended: ${cause}`),
    traffic.failed.then((cause) => `a traffic agent ended: ${cause}`),
    ...nodes.map((node) => node.died.then((cause) => nodeDeath(context, node.name, cause))),
  ]).then((reason) => ({ reason }));
  const finished = Promise.all([flowsEnded, programs.finished()]).then(() => 'finished' as const);
  const timeLimit = pause(untilMs(resolved.timeLimitMs), over.signal).then(() => 'time-limit' as const);
  const end = await Promise.race([aborted, infra, finished, timeLimit]);
  over.abort();
  if (end === 'aborted') return { ended: 'aborted' };
  if (typeof end === 'object') return { ended: 'infra', reason: end.reason, again: true };

  const timedOut = end === 'time-limit';
  if (timedOut) await traffic.stop('cut off at the time limit');
  await programs.close(timedOut ? 'time-limit' : 'case-over');
  const counters = countedSince(before, await readCounters(nodes));
  const wire = await links.finish();
  return { ended: 'normally', wire, programs, outcomes, counters, timedOut };
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

function nodeDeath(context: AttemptContext, node: string, cause: string): string {
  context.emit({ type: 'node-died', case: context.resolved.name, node, cause });
  return `node ${node} died: ${cause}`;
}

function emitNodesReady(context: AttemptContext, nodes: readonly RunningNode[]): void {
  for (const { name, sysctls, skippedSysctls } of nodes) {
    context.emit({ type: 'node-ready', case: context.resolved.name, node: name, sysctls, skippedSysctls });
  }
}

function emitNotice(context: AttemptContext, notice: WireNotice): void {
  const name = context.resolved.name;
  switch (notice.type) {
    case 'counters':
      context.emit({ type: 'wire-progress', case: name, directions: notice.directions });
      return;
    case 'impairment': {
      const { link, from, impairment, cause } = notice;
      context.emit({ type: 'impairment-changed', case: name, link, from, impairment, cause });
      return;
    }
    case 'fault': {
      const { link, from, rule, nth, action, packet } = notice;
      context.emit({ type: 'fault-fired', case: name, link, from, rule, nth, action, packet });
    }
  }
}
