import type { ResolvedCase, TrafficSpec } from '../lab/lab.ts';
import { addressOf, flowPath } from './flow-path.ts';
import { worstPathDelay } from './path-delay.ts';
import type { FlowPlan } from './plan.ts';

export interface PlannedFlow {
  readonly spec: TrafficSpec;
  readonly plan: FlowPlan;
}

/** Below the ports that Linux gives to clients (ip(7), `ip_local_port_range`). */
const ports = { first: 10_000, count: 20_000 };
/** For the machine's own delays: a loaded scheduler, a link changed by hand. */
const marginMs = 250;

/**
 * One flow for each of every traffic entry's `flows`, in the lab's order. A flow's port is made of its
 * name: packets' fates hang on it, and other flows must not move them.
 * @throws RangeError where `to` can't be reached, which checking the lab rules out
 */
export function planFlows(lab: ResolvedCase): readonly PlannedFlow[] {
  const taken = new Set(
    lab.programs.flatMap(({ ready }) => (ready === null || ready.by === 'log' ? [] : [ready.port])),
  );
  return lab.traffic.flatMap((spec) =>
    Array.from({ length: spec.flows }, (_, index) => {
      const name = spec.flows === 1 ? spec.name : `${spec.name}.${index + 1}`;
      const port = freePort(name, taken);
      taken.add(port);
      return { spec, plan: planFlow(lab, spec, name, port) };
    }),
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

/** The name's own port, or the next that is free. */
function freePort(name: string, taken: ReadonlySet<number>): number {
  const own = hashOf(name) % ports.count;
  for (let step = 0; step < ports.count; step += 1) {
    const port = ports.first + ((own + step) % ports.count);
    if (!taken.has(port)) return port;
  }
  throw new RangeError('more flows than ports');
}

/** FNV-1a, 32 bits (Fowler, Noll and Vo). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
