/** Why a case can't run under the kernel's netem. */

import type { Impairment } from '../lab/impairment.ts';
import type { ResolvedCase } from '../lab/lab.ts';
import { boundsOf } from '../verdict/requirement.ts';
import { maxUniformJitterMs } from './jitter-table.ts';

/** Of a direction: what only an emulator that sees each packet can tell. */
export const unmeasuredMetrics: Readonly<Record<string, string>> = {
  delay_p50: "the kernel's netem doesn't tell how long packets took",
  delay_p99: "the kernel's netem doesn't tell how long packets took",
  reordered: "the kernel's netem doesn't tell which packets overtook others",
  queue_max: "the kernel's queues tell their length now, not the most it was",
};

/** One sentence each, without a full stop; empty when the case can run. */
export function netemObstacles(resolved: ResolvedCase): readonly string[] {
  const found = new Set<string>();
  for (const { name, ends } of resolved.links) {
    for (const { impairment } of ends) addAll(found, impairmentObstacles(impairment), ` on ${name}`);
  }
  for (const entry of resolved.timeline) {
    if (entry.do === 'impair') addAll(found, impairmentObstacles(entry.impairment), ` on ${entry.link}`);
  }
  for (const { name, definition } of resolved.measures) {
    if (definition.by === 'packets' || definition.by === 'order') {
      found.add(`the measure ${name} needs a record of every packet, which netem doesn't keep`);
    }
  }
  const links = new Set(resolved.links.map(({ name }) => name));
  for (const { metric, requirement } of resolved.expectations) {
    const others = boundsOf(requirement).flatMap((bound) => (bound.is === 'metric' ? [bound.metric] : []));
    for (const each of [metric, ...others]) {
      const why = metricObstacle(each, links);
      if (why !== null) found.add(why);
    }
  }
  return [...found];
}

/** Null where netem can give it. @param links their names */
export function metricObstacle(metric: string, links: { has(name: string): boolean }): string | null {
  const [link = '', , name = ''] = metric.split('.');
  const why = links.has(link) ? unmeasuredMetrics[name] : undefined;
  return why === undefined ? null : `${metric} has no value: ${why}`;
}

export interface ImpairmentObstacle {
  /** The key of the lab file that is in the way. */
  readonly key: 'corrupt-payload' | 'trace' | 'queue' | 'jitter' | 'rate';
  readonly message: string;
}

export function impairmentObstacles(impairment: Impairment): ImpairmentObstacle[] {
  const { corruptPayloadRatio, trace, queue, jitter, rateBitsPerSecond } = impairment;
  const found: ImpairmentObstacle[] = [];
  if (corruptPayloadRatio > 0) {
    found.push({ key: 'corrupt-payload', message: "the emulator netem can't do corrupt-payload" });
  }
  if (trace !== null) found.push({ key: 'trace', message: "the emulator netem can't do trace" });
  if (queue?.aqm === 'codel' && queue.limit.unit === 'bytes') {
    found.push({
      key: 'queue',
      message: "the emulator netem can't limit a CoDel queue in bytes: the kernel's counts packets",
    });
  }
  if (jitter?.distribution === 'uniform' && jitter.ms > maxUniformJitterMs) {
    found.push({
      key: 'jitter',
      message:
        "the emulator netem can't do a uniform jitter above 2.1 s: the kernel has 32 bits of nanoseconds for it",
    });
  }
  if (rateBitsPerSecond !== null && rateBitsPerSecond < 8) {
    found.push({
      key: 'rate',
      message: "the emulator netem can't do a rate below 8 bit/s: tc counts whole bytes",
    });
  }
  return found;
}

function addAll(found: Set<string>, obstacles: readonly ImpairmentObstacle[], where: string): void {
  for (const { message } of obstacles) found.add(`${message}${where}`);
}
