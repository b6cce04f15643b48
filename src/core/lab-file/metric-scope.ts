import { nearest, suggestion } from '../diagnostic/suggest.ts';
import type { FlowKind } from '../event/event.ts';
import type { MetricGroup, MetricInfo } from './metrics.ts';
import { counterMetric, counterName, directionMetrics, flowMetrics, programMetrics } from './metrics.ts';

/** What of a case has metrics, by name. */
export interface MetricOwners {
  /** Null: of a shape that is wrong, so that nothing can be said of its metrics. */
  readonly traffic: ReadonlyMap<string, { readonly kind: FlowKind; readonly flows: number } | null>;
  /** How many of it run; null as above. */
  readonly programs: ReadonlyMap<string, number | null>;
  readonly nodes: ReadonlySet<string>;
  /** The nodes at the ends; null as above. */
  readonly links: ReadonlyMap<string, readonly string[] | null>;
  readonly measures: ReadonlyMap<string, MetricInfo | null>;
}

export type MetricLookup =
  | { readonly found: true; readonly info: MetricInfo }
  /** It may be there: what it belongs to is wrong in itself. */
  | { readonly found: 'perhaps' }
  | { readonly found: false; readonly message: string; readonly hint: string | null };

/** The metrics of one case. */
export class MetricScope {
  readonly #owners: MetricOwners;
  readonly #known = new Map<string, MetricLookup>();

  constructor(owners: MetricOwners) {
    this.#owners = owners;
  }

  lookup(metric: string): MetricLookup {
    const known = this.#known.get(metric) ?? this.#find(metric);
    this.#known.set(metric, known);
    return known;
  }

  #find(metric: string): MetricLookup {
    const [head = '', ...rest] = metric.split('.');
    const { traffic, programs, nodes, links, measures } = this.#owners;
    const flow = traffic.get(head);
    if (flow !== undefined) {
      if (flow === null) return { found: 'perhaps' };
      return this.#inGroup(metric, head, rest, flowMetrics[flow.kind], flow.flows, `${flow.kind} traffic`);
    }
    const measure = measures.get(head);
    if (measure !== undefined) {
      if (rest.length > 0) return missing(`${head} is a measure: it has no metrics of its own`, head);
      return measure === null ? { found: 'perhaps' } : { found: true, info: measure };
    }
    const ends = links.get(head);
    if (ends !== undefined)
      return ends === null ? { found: 'perhaps' } : ofDirection(metric, head, rest, ends);
    if (nodes.has(head) && rest[0] === 'counters') return ofCounter(metric, rest.slice(1));
    const count = programs.get(head);
    if (count !== undefined) {
      if (count === null) return { found: 'perhaps' };
      return this.#inGroup(metric, head, rest, programMetrics, count, 'a program');
    }
    if (nodes.has(head)) {
      return missing(`no program runs on ${head}, so that ${metric} has no value`, `${head}.counters.NAME`);
    }
    return this.#unknownHead(metric, head, rest);
  }

  #inGroup(
    metric: string,
    head: string,
    rest: readonly string[],
    group: MetricGroup,
    count: number,
    what: string,
  ): MetricLookup {
    const [first = '', second] = rest;
    const numbered = /^[1-9][0-9]{0,5}$/.test(first);
    if (numbered && (count === 1 || Number(first) > count)) {
      return missing(
        count === 1
          ? `there is one ${head} only`
          : `${head} has ${count}, so that there is no ${head}.${first}`,
        second === undefined ? null : `${head}.${second}`,
      );
    }
    const name = (numbered ? rest.slice(1) : rest).join('.');
    const prefix = numbered ? `${head}.${first}` : head;
    const info = Object.hasOwn(group, name) ? group[name] : undefined;
    if (info !== undefined) return { found: true, info };
    const near = nearest(name, Object.keys(group));
    return {
      found: false,
      message: `nothing produces ${JSON.stringify(metric)}: ${what} has no such metric`,
      hint:
        near === null ? `${what} has ${Object.keys(group).join(', ')}` : `did you mean "${prefix}.${near}"?`,
    };
  }

  #unknownHead(metric: string, head: string, rest: readonly string[]): MetricLookup {
    const { traffic, programs, nodes, links, measures } = this.#owners;
    const heads = [traffic, programs, nodes, links, measures].flatMap((owners) => [...owners.keys()]);
    const near = nearest(head, heads);
    return {
      found: false,
      message: `nothing produces ${JSON.stringify(metric)}: no traffic, program, node, link or measure is named ${JSON.stringify(head)}`,
      hint:
        near === null
          ? suggestion(head, [...new Set(heads)])
          : `did you mean "${[near, ...rest].join('.')}"?`,
    };
  }
}

function ofDirection(
  metric: string,
  link: string,
  rest: readonly string[],
  ends: readonly string[],
): MetricLookup {
  const [node = '', ...names] = rest;
  if (!ends.includes(node)) {
    const bare = rest.length === 1 && Object.hasOwn(directionMetrics, node);
    const near = nearest(node, ends);
    return missing(
      `nothing produces ${JSON.stringify(metric)}: ${JSON.stringify(node)} is no end of ${link}, which has ${ends.join(', ')}`,
      bare ? `${link}.${ends[0]}.${node}` : near === null ? null : [link, near, ...names].join('.'),
    );
  }
  const name = names.join('.');
  const info = Object.hasOwn(directionMetrics, name) ? directionMetrics[name] : undefined;
  if (info !== undefined) return { found: true, info };
  return {
    found: false,
    message: `nothing produces ${JSON.stringify(metric)}: a direction of a link has no such metric`,
    hint: suggestion(name, Object.keys(directionMetrics)),
  };
}

function ofCounter(metric: string, rest: readonly string[]): MetricLookup {
  const [name = ''] = rest;
  if (rest.length === 1 && counterName.test(name)) return { found: true, info: counterMetric };
  return missing(`${JSON.stringify(metric)} names no counter of the kernel`, 'NODE.counters.UdpRcvbufErrors');
}

function missing(message: string, instead: string | null): MetricLookup {
  return { found: false, message, hint: instead === null ? null : `such as ${instead}` };
}
