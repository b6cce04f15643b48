import type { FaultSpec } from '../lab/fault.ts';
import type { ResolvedCase, TrafficSpec } from '../lab/lab.ts';
import type { Hop } from '../plan/flow-path.ts';
import { flowPath } from '../plan/flow-path.ts';

interface Way {
  readonly there: readonly Hop[];
  readonly back: readonly Hop[];
}

/** The ways of a case's flows, as far as nothing but impairments that hold throughout decides what gets across. */
export class SteadyWays {
  readonly #lab: ResolvedCase;
  readonly #changed = new Set<string>();
  readonly #known = new Map<TrafficSpec, Way | null>();

  constructor(lab: ResolvedCase) {
    this.#lab = lab;
    for (const entry of lab.timeline) {
      if (entry.do === 'impair') this.#changed.add(`${entry.link}.${entry.from}`);
    }
    for (const fault of lab.faults) {
      if (changesCounts(fault)) this.#changed.add(`${fault.link}.${fault.from ?? '*'}`);
    }
  }

  /** Null where the timeline or a fault has a say; of a stream only what it crosses counts. */
  of(flow: TrafficSpec): Way | null {
    const known = this.#known.get(flow);
    if (known !== undefined) return known;
    const way = this.#find(flow);
    this.#known.set(flow, way);
    return way;
  }

  isSteady(link: string, from: string): boolean {
    return !this.#changed.has(`${link}.${from}`) && !this.#changed.has(`${link}.*`);
  }

  #find(flow: TrafficSpec): Way | null {
    const there = flowPath(this.#lab, flow.from, flow.to, flow.ip);
    const back = flowPath(this.#lab, flow.to, flow.from, flow.ip);
    if (there === null || back === null) return null;
    const crossed = flow.kind === 'udp-stream' ? there : [...there, ...back];
    return crossed.every((hop) => this.isSteady(hop.link.name, hop.sender.node)) ? { there, back } : null;
  }
}

function changesCounts({ action }: FaultSpec): boolean {
  return action.do !== 'delay' && action.do !== 'swap';
}
