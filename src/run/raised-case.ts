/** One case, up: its nodes, its links as the lab impairs them, its services ready; and all of it gone again. */

import { join } from 'node:path';
import { EnvironmentError } from '../core/environment-error.ts';
import type { RunEventBody } from '../core/event/event.ts';
import type { Impairment } from '../core/lab/impairment.ts';
import type { ResolvedCase } from '../core/lab/lab.ts';
import { packetWatches } from '../core/measure/packet-watches.ts';
import { planNodes } from '../core/plan/node-plan.ts';
import type { EmulatedLinks, Emulator, WireNotice } from '../emulator/emulator.ts';
import type { RunningNode, Runtime, Sandbox } from '../runtime/runtime.ts';
import type { TrafficFlow, TrafficSession } from '../traffic/traffic.ts';
import { openTraffic } from '../traffic/traffic-session.ts';
import { monotonicClock } from './event-stream.ts';
import { furnishHomes } from './home.ts';
import { ProgramSet } from './program-set.ts';

export interface RaiseContext {
  readonly resolved: ResolvedCase;
  readonly flows: readonly TrafficFlow[];
  readonly seed: number;
  readonly runId: string;
  /** Where this case's logs and records go; null: none are kept. */
  readonly folder: string | null;
  /** Whether links' frames are written there too. */
  readonly capture: boolean;
  readonly runtime: Runtime;
  readonly emulator: Emulator;
  readonly emit: (event: RunEventBody) => void;
  /** Whether people will enter its nodes. */
  readonly handsOn?: boolean;
  /** The user wants to stop. */
  readonly abort: AbortSignal;
  /** What the run's user has been warned of already; added to. */
  readonly warned: Set<string>;
  /** Called once links carry packets: what changes them by hand. */
  readonly onLinks: (setImpairment: (link: string, from: string, impairment: Impairment) => void) => void;
}

export interface RaisedCase {
  readonly nodes: readonly RunningNode[];
  readonly links: EmulatedLinks;
  readonly traffic: TrafficSession;
  readonly programs: ProgramSet;
}

export type NotRaised =
  /** It couldn't begin: `fail` where a submission's program is to blame, `invalid` where the lab's is. */
  | { readonly ended: 'unready'; readonly verdict: 'fail' | 'invalid'; readonly reason: string }
  /** Our fault or the machine's. @param again: a second try may go better */
  | { readonly ended: 'infra'; readonly reason: string; readonly again: boolean }
  | { readonly ended: 'aborted' };

/** What of a program's output goes into the event stream; the log files have more. */
const outputEventBytes = 16 * 1024;
/** Time for agents and programs to hear of the start before it. */
const startLeadNs = 20_000_000n;

/** Brings a case up, lends it, and removes all that was made, however that went. */
export async function raiseCase<Outcome>(
  context: RaiseContext,
  use: (raised: RaisedCase) => Promise<Outcome>,
): Promise<Outcome | NotRaised> {
  let sandbox: Sandbox | null = null;
  let links: EmulatedLinks | null = null;
  let traffic: TrafficSession | null = null;
  let programs: ProgramSet | null = null;
  try {
    sandbox = await context.runtime.open({
      runId: context.runId,
      device: context.emulator.device,
      handsOn: context.handsOn ?? false,
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
          recordFile: context.folder === null ? '/dev/null' : recordFileIn(context.folder),
          captureFolder: context.capture ? context.folder : null,
        },
        nodeList,
      ),
      furnishHomes(context.resolved, nodes),
    ]);
    context.onLinks((link, from, impairment) => opened.setImpairment(link, from, impairment));
    // Hands-on, output is for somebody to read who may go on for days.
    const shownBytes = context.handsOn === true ? Number.POSITIVE_INFINITY : outputEventBytes;
    programs = new ProgramSet(context.resolved, nodes, context.emit, context.abort, shownBytes);
    const readiness = await programs.startServices();
    if (context.abort.aborted) return { ended: 'aborted' };
    if (!readiness.ready) {
      const verdict = readiness.program.spec.submitted === true ? 'fail' : 'invalid';
      return { ended: 'unready', verdict, reason: readiness.reason };
    }
    return await use({ nodes: nodeList, links: opened, traffic, programs });
  } catch (error) {
    if (context.abort.aborted) return { ended: 'aborted' };
    if (!(error instanceof EnvironmentError)) throw error;
    const reason = error.remedy === null ? error.message : `${error.message}. ${error.remedy}`;
    return { ended: 'infra', reason, again: false };
  } finally {
    // Whatever it couldn't end dies with its node.
    await programs?.close('interrupted').catch(() => {});
    if (context.folder !== null) await programs?.writeLogs(join(context.folder, 'logs'));
    await traffic?.close();
    await (links as EmulatedLinks | null)?.close();
    await sandbox?.close();
  }
}

/** Where the emulator records every packet of a case. */
export function recordFileIn(caseFolder: string): string {
  return join(caseFolder, 'packets.wlp');
}

interface RunningClock {
  /** The time left until then, which counts from the case's start. */
  readonly untilMs: (atMs: number) => number;
  /** Resolves with the cause when a part of ours, or a node, ends before it was told to. */
  readonly broken: Promise<{ readonly broken: string }>;
  readonly aborted: Promise<'aborted'>;
}

/** Starts all that has its time: traffic, programs that are no services, the timeline. */
export function startClock(
  context: RaiseContext,
  { nodes, links, traffic, programs }: RaisedCase,
): RunningClock {
  const originNs = monotonicClock() + startLeadNs;
  const untilMs = (atMs: number): number => Number(originNs - monotonicClock()) / 1e6 + atMs;
  links.startClock(originNs);
  for (const { spec, plan } of context.flows)
    traffic.start(plan.name, originNs + BigInt(Math.round(spec.startAtMs * 1e6)));
  programs.schedule(originNs);
  context.emit({ type: 'clock-started', case: context.resolved.name });
  const aborted = new Promise<'aborted'>((resolve) => {
    if (context.abort.aborted) resolve('aborted');
    context.abort.addEventListener('abort', () => resolve('aborted'), { once: true });
  });
  const broken = Promise.race([
    links.failed.then((cause) => `the ${context.emulator.name} emulator ended: ${cause}`),
    traffic.failed,
    ...nodes.map((node) => node.died.then((cause) => nodeDeath(context, node.name, cause))),
  ]).then((cause) => ({ broken: cause }));
  return { untilMs, broken, aborted };
}

function nodeDeath(context: RaiseContext, node: string, cause: string): string {
  context.emit({ type: 'node-died', case: context.resolved.name, node, cause });
  return `node ${node} died: ${cause}`;
}

function emitNodesReady(context: RaiseContext, nodes: readonly RunningNode[]): void {
  for (const { name, sysctls, skippedSysctls } of nodes) {
    context.emit({ type: 'node-ready', case: context.resolved.name, node: name, sysctls, skippedSysctls });
  }
}

function emitNotice(context: RaiseContext, notice: WireNotice): void {
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
