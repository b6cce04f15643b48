import type { FlowState } from '../../../src/core/event/event.ts';
import type { TrafficSpec } from '../../../src/core/lab/lab.ts';
import type { FlowPlan } from '../../../src/core/plan/plan.ts';
import { LocalHost } from '../../../src/runtime/local-host.ts';
import type { FlowOutcome, TrafficFlow } from '../../../src/traffic/traffic.ts';
import { openTraffic } from '../../../src/traffic/traffic-session.ts';
import type { VethPair } from './veth-nodes.ts';

const common = { from: 'client', to: 'server', startAtMs: 0, ip: 4, flows: 1 } as const;
const tcp = { ...common, receiveBufferBytes: null, sendBufferBytes: null, congestion: null };

export type SpecOf<Kind extends TrafficSpec['kind']> = Extract<TrafficSpec, { kind: Kind }>;

export function tcpBulk(changes: Partial<SpecOf<'tcp-bulk'>> = {}): SpecOf<'tcp-bulk'> {
  return { ...tcp, name: 'bulk', kind: 'tcp-bulk', sizeBytes: 1_000_000, ...changes };
}

export function tcpRr(changes: Partial<SpecOf<'tcp-rr'>> = {}): SpecOf<'tcp-rr'> {
  return { ...tcp, name: 'rpc', kind: 'tcp-rr', sizeBytes: 100, count: 20, ...changes };
}

export function udpStream(changes: Partial<SpecOf<'udp-stream'>> = {}): SpecOf<'udp-stream'> {
  return {
    ...common,
    name: 'voice',
    kind: 'udp-stream',
    packetsPerSecond: 500,
    payloadBytes: 160,
    durationMs: 200,
    ...changes,
  };
}

export function udpRr(changes: Partial<SpecOf<'udp-rr'>> = {}): SpecOf<'udp-rr'> {
  return {
    ...common,
    name: 'pinger',
    kind: 'udp-rr',
    payloadBytes: 64,
    count: 20,
    timeoutMs: 100,
    ...changes,
  };
}

/** As planFlows would, for nodes of a veth pair. */
export function flowOn(spec: TrafficSpec, port = 5001, plan: Partial<FlowPlan> = {}): TrafficFlow {
  const addressOf = (name: string): string => {
    const host = name === 'client' ? 2 : 3;
    return spec.ip === 4 ? `10.9.0.${host}` : `fd09::${host}`;
  };
  const [sourceAddress, destinationAddress] = [addressOf(spec.from), addressOf(spec.to)];
  const rest = { drainMs: 100, queueMs: 0, duplicates: false, ...plan };
  return {
    spec,
    plan: { name: spec.name, traffic: spec.name, sourceAddress, destinationAddress, port, ...rest },
  };
}

export interface FlowRun {
  readonly outcomes: ReadonlyMap<string, FlowOutcome>;
  readonly states: readonly FlowState[];
}

/** Runs flows to their ends, or until a state of one says that it is time to stop. */
export async function runFlows(
  pair: VethPair,
  flows: readonly TrafficFlow[],
  isTime: (state: FlowState, flow: string) => boolean = () => false,
): Promise<FlowRun> {
  await using session = await openTraffic(flows, pair.nodes, new LocalHost());
  const outcomes = new Map<string, FlowOutcome>();
  const states: FlowState[] = [];
  const over = new Promise<'ended' | 'time'>((resolve) => {
    session.onEnded((flow, outcome) => {
      outcomes.set(flow, outcome);
      if (outcomes.size === flows.length) resolve('ended');
    });
    session.onProgress((flow, state) => {
      states.push(state);
      if (isTime(state, flow)) resolve('time');
    });
  });
  for (const flow of flows) session.start(flow.plan.name, process.hrtime.bigint());
  if ((await over) === 'time') await session.stop('time limit');
  return { outcomes, states };
}

export async function runFlow(
  pair: VethPair,
  flow: TrafficFlow,
  isTime?: (state: FlowState) => boolean,
): Promise<FlowOutcome> {
  const outcome = (await runFlows(pair, [flow], isTime)).outcomes.get(flow.plan.name);
  if (outcome === undefined) throw new Error(`${flow.plan.name} didn't end`);
  return outcome;
}
