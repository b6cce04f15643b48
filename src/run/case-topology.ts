/** What the event stream says of a case before it starts, so that its readers need no lab file. */

import type { CaseTopology } from '../core/event/event.ts';
import { describeImpairmentChange } from '../core/lab/describe-impairment.ts';
import type { Impairment } from '../core/lab/impairment.ts';
import type { LinkSpec, ResolvedCase, TimelineEntry } from '../core/lab/lab.ts';
import type { TrafficFlow } from '../traffic/traffic.ts';

export function describeTopology(resolved: ResolvedCase, flows: readonly TrafficFlow[]): CaseTopology {
  return {
    nodes: resolved.nodes.map(({ name, forward }) => ({ name, forward })),
    links: resolved.links.map((link) => ({
      name: link.name,
      mtu: link.mtu,
      ends: link.ends.map((end) => ({
        node: end.node,
        ipv4: end.ipv4?.address ?? null,
        ipv6: end.ipv6?.address ?? null,
        impairment: end.impairment,
      })),
    })),
    flows: flows.map(({ spec, plan }) => ({
      name: plan.name,
      traffic: spec.name,
      kind: spec.kind,
      from: spec.from,
      to: spec.to,
      port: plan.port,
      planned: plannedAmount(spec),
    })),
    programs: resolved.programs.map(({ name, node, service }) => ({ name, node, service })),
    timeline: describeTimeline(resolved.timeline, resolved.links),
    expectations: resolved.expectations.map(({ metric, text, points, because }) => ({
      metric,
      expected: text,
      points,
      because,
    })),
  };
}

function plannedAmount(spec: TrafficFlow['spec']): number {
  switch (spec.kind) {
    case 'tcp-bulk':
      return spec.sizeBytes;
    case 'udp-stream':
      return Math.round((spec.packetsPerSecond * spec.durationMs) / 1000);
    case 'tcp-rr':
    case 'udp-rr':
      return spec.count;
  }
}

/** One line for what happens at one time on one link, though both directions change. */
function describeTimeline(
  timeline: readonly TimelineEntry[],
  links: readonly LinkSpec[],
): { atMs: number; text: string }[] {
  const current = new Map<string, Impairment>();
  for (const link of links) {
    for (const end of link.ends) current.set(`${link.name} ${end.node}`, end.impairment);
  }
  const lines: { atMs: number; link: string | null; change: string; from: string[]; text: string }[] = [];
  for (const entry of timeline) {
    if (entry.do !== 'impair') {
      const what = entry.do === 'signal' ? `signal ${entry.signal} to` : entry.do;
      lines.push({ atMs: entry.atMs, link: null, change: '', from: [], text: `${what} ${entry.program}` });
      continue;
    }
    const key = `${entry.link} ${entry.from}`;
    const before = current.get(key);
    current.set(key, entry.impairment);
    if (before === undefined) continue;
    const change = describeImpairmentChange(before, entry.impairment);
    const same = lines.find(
      (line) => line.atMs === entry.atMs && line.link === entry.link && line.change === change,
    );
    if (same) same.from.push(entry.from);
    else lines.push({ atMs: entry.atMs, link: entry.link, change, from: [entry.from], text: '' });
  }
  return lines.map(({ atMs, link, change, from, text }) => {
    if (link === null) return { atMs, text };
    const directions = links.find(({ name }) => name === link)?.ends.length ?? 0;
    const where = from.length === directions ? link : `${link} from ${from.join(', ')}`;
    return { atMs, text: `${where}: ${change}` };
  });
}
