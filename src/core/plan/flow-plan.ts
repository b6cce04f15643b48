import type { ResolvedCase, TrafficSpec } from '../lab/lab.ts';
import { addressOf, flowPath } from './flow-path.ts';
import { worstPathDelay } from './path-delay.ts';
import type { FlowPlan } from './plan.ts';

export interface PlannedFlow {
  readonly spec: TrafficSpec;
  readonly plan: FlowPlan;
}

const firstPort = 5001;
/** For the machine's own delays: a loaded scheduler, a link changed by hand. */
const marginMs = 250;

/**
 * One flow for each of every traffic entry's `flows`, in the lab's order; ports count from 5001 and
 * leave out those that programs announce as theirs.
 * @throws RangeError where `to` can't be reached, which checking the lab rules out
 */
export function planFlows(lab: ResolvedCase): readonly PlannedFlow[] {
  const ports = freePorts(lab);
  return lab.traffic.flatMap((spec) =>
    Array.from({ length: spec.flows }, (_, i) => ({
      spec,
      plan: planFlow(lab, spec, spec.flows === 1 ? spec.name : `${spec.name}.${i + 1}`, ports.next().value),
    })),
  );
}

function planFlow(lab: ResolvedCase, spec: TrafficSpec, name: string, port: number): FlowPlan {
  const path = flowPath(lab, spec.from, spec.to, spec.ip);
  const [first, last] = [path?.at(0), path?.at(-1)];
  if (path === null || first === undefined || last === undefined) {
    throw new RangeError(`${name}: no way from ${spec.from} to ${spec.to} over IPv${spec.ip}`);
  }
  const worst = worstPathDelay(lab, path);
  return {
    name,
    traffic: spec.name,
    sourceAddress: addressOf(first.sender, spec.ip) ?? '',
    destinationAddress: addressOf(last.receiver, spec.ip) ?? '',
    port,
    drainMs: worst.fixedMs + worst.queueMs + marginMs,
    queueMs: worst.queueMs,
    duplicates: worst.duplicates,
  };
}

function* freePorts(lab: ResolvedCase): Generator<number, never> {
  const taken = new Set(
    lab.programs.flatMap(({ ready }) => (ready === null || ready.by === 'log' ? [] : [ready.port])),
  );
  for (let port = firstPort; ; port++) {
    if (port > 65535) throw new RangeError('more flows than ports');
    if (!taken.has(port)) yield port;
  }
}
