/** All metrics of a case by the names that expectations use, in SI units. */

import type { MetricValue } from '../core/lab/lab.ts';
import type { WireReport } from '../emulator/emulator.ts';
import type { ProgramInstance } from './program-instance.ts';

export class MetricTable {
  readonly values: Record<string, MetricValue> = Object.create(null);
  /** Why a metric that could have had a value has none. */
  readonly absent: Record<string, string> = Object.create(null);

  /** Where to look for what a value comes from. */
  readonly evidence: Record<string, string> = Object.create(null);

  set(name: string, value: MetricValue | null, whyAbsent: string): void {
    if (value === null || (typeof value === 'number' && !Number.isFinite(value)))
      this.absent[name] = whyAbsent;
    else this.values[name] = value;
  }

  addAll(
    prefix: string,
    metrics: Readonly<Record<string, MetricValue>>,
    absent: Readonly<Record<string, string>>,
  ): void {
    for (const [name, value] of Object.entries(metrics)) this.values[`${prefix}.${name}`] = value;
    for (const [name, reason] of Object.entries(absent)) this.absent[`${prefix}.${name}`] = reason;
  }
}

export function addWireMetrics(table: MetricTable, report: WireReport): void {
  for (const direction of report.directions) {
    const prefix = `${direction.link}.${direction.from}`;
    table.values[`${prefix}.offered`] = direction.offered;
    table.values[`${prefix}.delivered`] = direction.delivered;
    table.values[`${prefix}.lost`] = direction.lost;
    table.values[`${prefix}.queue_drops`] = direction.queueDrops;
    table.values[`${prefix}.duplicated`] = direction.duplicated;
    table.values[`${prefix}.reordered`] = direction.reordered;
    table.values[`${prefix}.corrupted`] = direction.corrupted;
    table.values[`${prefix}.queue_max`] = direction.queueMaxPackets;
    const none = 'no packet was delivered';
    table.set(`${prefix}.delay_p50`, seconds(direction.delayP50Ms), none);
    table.set(`${prefix}.delay_p99`, seconds(direction.delayP99Ms), none);
    for (const [name, why] of Object.entries(report.unmeasured ?? {})) {
      delete table.values[`${prefix}.${name}`];
      table.absent[`${prefix}.${name}`] = why;
    }
  }
}

/** Under the program's name the worst of its instances; under `name.1`, `name.2`, ... each. */
export function addProgramMetrics(
  table: MetricTable,
  name: string,
  instances: readonly ProgramInstance[],
): void {
  if (instances.length > 1) {
    for (const instance of instances) addInstances(table, instance.name, [instance]);
  }
  addInstances(table, name, instances);
}

function addInstances(table: MetricTable, name: string, instances: readonly ProgramInstance[]): void {
  const ends = instances.map(({ end }) => end).filter((end) => end !== null);
  if (ends.length === 0) {
    for (const metric of ['exit_code', 'signal', 'duration', 'peak_memory']) {
      table.absent[`${name}.${metric}`] = 'the program never ran';
    }
  } else {
    const stopped = instances.some(({ stopCause }) => stopCause !== null);
    const exitCodes = ends.map(({ exitCode }) => exitCode).filter((code) => code !== null);
    const signals = ends.map(({ signal }) => signal).filter((signal) => signal !== null);
    table.set(
      `${name}.exit_code`,
      stopped || exitCodes.length === 0 ? null : Math.max(...exitCodes),
      endedBy(instances, signals[0]),
    );
    table.set(
      `${name}.signal`,
      stopped ? null : (signals[0] ?? null),
      stopped ? endedBy(instances, signals[0]) : 'no signal ended the program',
    );
    table.values[`${name}.duration`] = Math.max(...ends.map(({ durationMs }) => durationMs)) / 1000;
    const peaks = ends.map(({ peakMemoryBytes }) => peakMemoryBytes).filter((peak) => peak !== null);
    table.set(
      `${name}.peak_memory`,
      peaks.length === 0 ? null : Math.max(...peaks),
      'not measured on this machine',
    );
  }
  table.values[`${name}.timed_out`] = instances.some(({ stopCause }) => stopCause === 'time-limit');
  table.values[`${name}.stdout`] = instances.map(({ stdout }) => stdout.text()).join('');
  table.values[`${name}.stderr`] = instances.map(({ stderr }) => stderr.text()).join('');
}

/** Why a program has no exit code of its own. */
function endedBy(instances: readonly ProgramInstance[], signal = 'a signal'): string {
  if (instances.some(({ end }) => end?.limitHit === 'memory')) return 'its memory limit ended the program';
  if (instances.some(({ stopCause }) => stopCause === 'time-limit')) {
    return 'the program still ran at its time limit';
  }
  const stopped = instances.some(({ stopCause }) => stopCause !== null);
  return stopped ? 'the program was stopped by us' : `the program ended by ${signal}`;
}

/** What counted anything, and what is asked for; a name that this kernel lacks is absent. @param asked metrics */
export function addCounters(
  table: MetricTable,
  node: string,
  counters: Readonly<Record<string, number>>,
  asked: ReadonlySet<string>,
): void {
  for (const [name, value] of Object.entries(counters)) {
    if (value !== 0) table.values[`${node}.counters.${name}`] = value;
  }
  const prefix = `${node}.counters.`;
  for (const metric of asked) {
    if (!metric.startsWith(prefix)) continue;
    table.set(
      metric,
      counters[metric.slice(prefix.length)] ?? null,
      `this kernel has no counter of that name`,
    );
  }
}

const textCharacters = 4096;

/** For the event stream and the result: long output is in the log files, not here. */
export function abridged(values: Readonly<Record<string, MetricValue>>): Record<string, MetricValue> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' && value.length > textCharacters
        ? `${value.slice(0, textCharacters)}[... ${value.length - textCharacters} characters more in the log ...]`
        : value,
    ]),
  );
}

function seconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1000;
}
