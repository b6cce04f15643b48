import { EnvironmentError } from '../core/environment-error.ts';
import type { FlowState } from '../core/event/event.ts';
import type { NetworkHost } from '../runtime/network-host.ts';
import type { RunningNode } from '../runtime/runtime.ts';
import { AgentProcess } from './agent-process.ts';
import { flowOutcome } from './flow-outcome.ts';
import { FlowStateMerger } from './flow-state.ts';
import type { AgentFlow, AgentMessage, Side, SideReport } from './protocol.ts';
import type { FlowOutcome, OpenTraffic, TrafficFlow, TrafficSession } from './traffic.ts';

const progressMs = 100;
/** How long agents may take to tell what they have, once told to stop. */
const stopMs = 3000;

/** Throws EnvironmentError where an agent can't start or can't open its sockets. */
export const openTraffic: OpenTraffic = async (flows, nodes, network) => {
  const session = new AgentSession(flows, nodes, network);
  try {
    await session.open();
  } catch (error) {
    await session.close();
    throw error;
  }
  return session;
};

interface FlowRun extends TrafficFlow {
  readonly merger: FlowStateMerger;
  readonly reports: { from: SideReport | null; to: SideReport | null };
  stopped: string | null;
  started: boolean;
  ended: boolean;
}

class AgentSession implements TrafficSession {
  readonly failed: Promise<string>;
  readonly #flows: ReadonlyMap<string, FlowRun>;
  readonly #agents: ReadonlyMap<string, AgentProcess>;
  readonly #clockOffsetNs: bigint;
  readonly #ready = new Map<string, (problem: string | null) => void>();
  #fail: (cause: string) => void = () => {};
  #onProgress: (flow: string, state: FlowState) => void = () => {};
  #onEnded: (flow: string, outcome: FlowOutcome) => void = () => {};
  #onAllEnded: () => void = () => {};
  #progress: NodeJS.Timeout | null = null;
  #closing = false;

  constructor(flows: readonly TrafficFlow[], nodes: ReadonlyMap<string, RunningNode>, network: NetworkHost) {
    this.#clockOffsetNs = network.clockOffsetNs;
    this.failed = new Promise((resolve) => {
      this.#fail = resolve;
    });
    this.#flows = new Map(flows.map((flow) => [flow.plan.name, newRun(flow)]));
    const names = new Set(flows.flatMap(({ spec }) => [spec.from, spec.to]));
    this.#agents = new Map([...names].map((name) => [name, this.#startAgent(nodes.get(name), network)]));
  }

  async open(): Promise<void> {
    const problems = await Promise.all([...this.#agents.values()].map((agent) => this.#openAgent(agent)));
    const problem = problems.find((found) => found !== null);
    if (problem !== undefined) throw new EnvironmentError(`traffic can't start: ${problem}`);
  }

  start(flow: string, atNs: bigint): void {
    const run = this.#flows.get(flow);
    if (run === undefined || run.started) return;
    run.started = true;
    this.#agents.get(run.spec.from)?.send({ do: 'start', flow, atNs: Number(atNs + this.#clockOffsetNs) });
    this.#progress ??= setInterval(() => this.#tellProgress(), progressMs);
  }

  onProgress(listener: (flow: string, state: FlowState) => void): void {
    this.#onProgress = listener;
  }

  onEnded(listener: (flow: string, outcome: FlowOutcome) => void): void {
    this.#onEnded = listener;
  }

  async stop(reason: string): Promise<void> {
    const unfinished = [...this.#flows.values()].filter((run) => !run.ended);
    if (unfinished.length === 0) return;
    const allEnded = new Promise<void>((resolve) => {
      this.#onAllEnded = resolve;
    });
    const timer = setTimeout(() => {
      const silent = unfinished.filter((run) => !run.ended).map(askedNode);
      this.#fail(
        `the traffic agent in ${[...new Set(silent)].join(' and ')} was told to stop and said nothing for ${stopMs / 1000} s`,
      );
      for (const run of unfinished) this.#end(run);
    }, stopMs);
    for (const run of unfinished) {
      run.stopped = reason;
      // The listening side's turn comes with the other's report.
      this.#stopSide(run, run.reports.from === null ? 'from' : 'to');
    }
    await allEnded;
    clearTimeout(timer);
  }

  async close(): Promise<void> {
    this.#closing = true;
    if (this.#progress !== null) clearInterval(this.#progress);
    this.#progress = null;
    await Promise.all([...this.#agents.values()].map((agent) => agent.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #startAgent(node: RunningNode | undefined, network: NetworkHost): AgentProcess {
    if (node === undefined) throw new RangeError('traffic names a node that there is not');
    const agent = new AgentProcess(node, network, (message) => this.#hear(agent, message));
    void agent.ended.then((cause) => this.#onAgentEnded(agent, cause));
    return agent;
  }

  #openAgent(agent: AgentProcess): Promise<string | null> {
    const flows: AgentFlow[] = [];
    [...this.#flows.values()].forEach(({ spec, plan }, id) => {
      if (spec.to === agent.node) flows.push({ id, side: 'to', spec, plan });
      if (spec.from === agent.node) flows.push({ id, side: 'from', spec, plan });
    });
    return new Promise((resolve) => {
      this.#ready.set(agent.node, resolve);
      agent.send({ do: 'open', flows });
    });
  }

  #hear(agent: AgentProcess, message: AgentMessage): void {
    switch (message.say) {
      case 'ready':
        this.#ready.get(agent.node)?.(null);
        return;
      case 'unable':
        this.#ready.get(agent.node)?.(`${agent.node}: ${message.message}`);
        return;
      case 'reading':
        this.#flows.get(message.flow)?.merger.add(message.reading, message.atNs);
        return;
      case 'report': {
        const run = this.#flows.get(message.flow);
        if (run !== undefined) this.#take(run, message.side, message.report);
        return;
      }
      default:
        message satisfies never;
    }
  }

  #take(run: FlowRun, side: Side, report: SideReport): void {
    run.reports[side] = report;
    if (report.kind === 'datagram-receiver') run.merger.settle({ lost: report.measurement.lost });
    if (run.reports.from !== null && run.reports.to !== null) this.#end(run);
    else this.#continueOtherSide(run, side, report);
  }

  #continueOtherSide(run: FlowRun, side: Side, report: SideReport): void {
    if (report.kind === 'datagram-sender') {
      const { sent, lastSentAtNs } = report;
      this.#agents.get(run.spec.to)?.send({ do: 'drain', flow: run.plan.name, sent, lastSentAtNs });
    }
    if (!report.finished || report.kind === 'requester') this.#stopSide(run, side === 'from' ? 'to' : 'from');
  }

  #stopSide(run: FlowRun, side: Side): void {
    const agent = this.#agents.get(run.spec[side]);
    if (agent === undefined || agent.gone) this.#end(run);
    else agent.send({ do: 'stop', flow: run.plan.name, side });
  }

  #end(run: FlowRun): void {
    if (run.ended) return;
    run.ended = true;
    run.merger.settle({ phase: 'ended' });
    this.#onProgress(run.plan.name, run.merger.state);
    this.#onEnded(run.plan.name, flowOutcome(run.spec, { ...run.reports, stopped: run.stopped }));
    if ([...this.#flows.values()].every(({ ended }) => ended)) this.#onAllEnded();
  }

  #tellProgress(): void {
    for (const run of this.#flows.values()) {
      if (run.started && !run.ended) this.#onProgress(run.plan.name, run.merger.state);
    }
  }

  #onAgentEnded(agent: AgentProcess, cause: string): void {
    this.#ready.get(agent.node)?.(cause);
    if (this.#closing) return;
    // Before its flows end: nobody is to take what is left of them for what was measured.
    this.#fail(cause);
    for (const run of this.#flows.values()) {
      if (run.ended || (run.spec.from !== agent.node && run.spec.to !== agent.node)) continue;
      run.stopped ??= cause;
      const other = run.spec.from === agent.node ? 'to' : 'from';
      if (run.reports[other] === null) this.#stopSide(run, other);
      else this.#end(run);
    }
  }
}

/** Where the agent is whose report has to come next. */
function askedNode({ spec, reports }: FlowRun): string {
  return reports.from === null ? spec.from : spec.to;
}

function newRun(flow: TrafficFlow): FlowRun {
  return {
    ...flow,
    merger: new FlowStateMerger(),
    reports: { from: null, to: null },
    stopped: null,
    started: false,
    ended: false,
  };
}
