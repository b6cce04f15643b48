/** All measures of a case, once everything else has been measured. */

import type { MeasureSpec, MetricValue } from '../lab/lab.ts';
import type { RecordedPackets } from '../link/packet-record.ts';
import type { FindPattern } from '../text/find-pattern.ts';
import { fairnessIndex } from './fairness.ts';
import type { Measured } from './measured.ts';
import { outputMeasure } from './output-measure.ts';
import { packetMeasure } from './packet-measure.ts';
import { packetOrder } from './packet-order.ts';
import { watchesOf } from './packet-watches.ts';

export interface MeasureInputs {
  /** The case's other metrics, by name. */
  readonly metrics: Readonly<Record<string, MetricValue>>;
  /** Why those that have no value have none. */
  readonly absent: Readonly<Record<string, string>>;
  /** What the wire recorded, of the watches of `packetWatches`; or why there is nothing to go by. */
  readonly packets: RecordedPackets | { readonly absent: string };
  readonly find?: FindPattern;
}

/** @returns each measure by its name, in the order of the list */
export function evaluateMeasures(
  measures: readonly MeasureSpec[],
  inputs: MeasureInputs,
): ReadonlyMap<string, Measured> {
  const found = new Map<string, Measured>();
  let watch = 0;
  for (const measure of measures) {
    const { length } = watchesOf(measure);
    const watches = Array.from({ length }, (_, index) => watch + index);
    watch += length;
    if (measure.definition.by !== 'fairness') found.set(measure.name, evaluate(measure, watches, inputs));
  }
  // Fairness may be of other measures, of a fairness too.
  const pending = measures.filter(({ definition }) => definition.by === 'fairness');
  for (let round = 0; round < pending.length; round++) {
    for (const { name, definition } of pending) {
      if (definition.by === 'fairness') found.set(name, fairness(definition.metrics, found, inputs));
    }
  }
  return found;
}

function evaluate(
  { definition }: MeasureSpec,
  watches: readonly number[],
  { metrics, packets, find }: MeasureInputs,
): Measured {
  switch (definition.by) {
    case 'output': {
      const text = metrics[`${definition.program}.${definition.stream}`];
      return outputMeasure(typeof text === 'string' ? text : '', definition.pattern, definition.unit, find);
    }
    case 'packets':
    case 'order': {
      if ('absent' in packets) return packets;
      if (packets.header.omitted > 0)
        return { absent: "there were more packets than the wire's record holds" };
      if (definition.by === 'order') return packetOrder(packets, watches);
      return packetMeasure(definition.count, packets, watches[0] ?? -1);
    }
    case 'fairness':
      throw new TypeError('fairness is of metrics, not of packets');
    default:
      return definition satisfies never;
  }
}

function fairness(
  names: readonly string[],
  measures: ReadonlyMap<string, Measured>,
  { metrics, absent }: MeasureInputs,
): Measured {
  const shares: number[] = [];
  for (const name of names) {
    const measured = measures.get(name);
    const own = Object.hasOwn(metrics, name) ? metrics[name] : undefined;
    const value = measured !== undefined && 'value' in measured ? measured.value : own;
    if (typeof value !== 'number') {
      const why = measured !== undefined && 'absent' in measured ? measured.absent : absent[name];
      return { absent: `${name} has no value: ${why ?? 'nothing measured it'}` };
    }
    if (value < 0) return { absent: `${name} is negative: fairness is of shares` };
    shares.push(value);
  }
  const index = fairnessIndex(shares);
  return index === null ? { absent: 'all of them are 0' } : { value: index };
}
