import type { TrafficSpec } from '../../core/lab/lab.ts';
import type { AgentFlow, Side, SideReport } from '../protocol.ts';
import type { Alarm } from './alarm.ts';
import { createEndpoint } from './create-endpoint.ts';
import type { Endpoint } from './endpoint.ts';
import { monotonicNs } from './monotonic-clock.ts';

/** Beyond ip_local_port_range, and out of the way of programs. */
const firstPort = 64_001;
const patienceMs = 400;

/**
 * A first connection takes 10 ms and more in code that has never run: so before anything is measured,
 * each kind of flow runs once from this node to itself. That goes through the loopback device and
 * touches no link. Whatever fails here doesn't matter.
 */
export async function warmUp(flows: readonly AgentFlow[], alarm: Alarm): Promise<void> {
  const byKind = new Map(flows.map((flow) => [flow.spec.kind, flow]));
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patienceMs);
  });
  const rehearsals = [...byKind.values()].map((flow, i) => rehearse(flow, firstPort + i, alarm, patience));
  await Promise.all(rehearsals);
  clearTimeout(timer);
}

async function rehearse(flow: AgentFlow, port: number, alarm: Alarm, patience: Promise<void>): Promise<void> {
  const address = flow.side === 'from' ? flow.plan.sourceAddress : flow.plan.destinationAddress;
  const plan = {
    ...flow.plan,
    ...{ sourceAddress: address, destinationAddress: address, port },
    ...{ drainMs: 50, queueMs: 0, duplicates: false },
  };
  const spec = shortened(flow.spec);
  const heard: SideReport[] = [];
  const endpoints: Endpoint[] = [];
  const rehearsed = new Promise<void>((resolve) => {
    const create = (side: Side) =>
      createEndpoint({
        flow: { id: flow.id, side, spec, plan },
        alarm,
        activate: () => {},
        report: (report) => {
          heard.push(report);
          if (report.kind === 'datagram-sender') to.drain?.(report.sent, report.lastSentAtNs);
          if (report.kind === 'requester') to.stop();
          if (heard.length === 2 || !report.finished) resolve();
        },
      });
    const to = create('to');
    const from = create('from');
    endpoints.push(to, from);
    Promise.all([to.open(), from.open()]).then(
      () => from.start?.(monotonicNs()),
      () => resolve(),
    );
  });
  await Promise.race([rehearsed, patience]);
  for (const endpoint of endpoints) endpoint.close();
}

function shortened(spec: TrafficSpec): TrafficSpec {
  switch (spec.kind) {
    case 'tcp-bulk':
      return { ...spec, sizeBytes: Math.min(spec.sizeBytes, 300_000) };
    case 'tcp-rr':
      return { ...spec, sizeBytes: Math.min(spec.sizeBytes, 2000), count: 20 };
    case 'udp-stream':
      return { ...spec, packetsPerSecond: 10_000, durationMs: 8 };
    case 'udp-rr':
      return { ...spec, count: 20, timeoutMs: 50 };
    default:
      return spec satisfies never;
  }
}
