import type { MeasureSpec } from '../core/lab/lab.ts';
import type { RecordedPackets } from '../core/link/packet-record.ts';
import { evaluateMeasures } from '../core/measure/evaluate-measures.ts';
import type { MetricTable } from './case-metrics.ts';
import { findInTime } from './find-in-time.ts';

/** Last of all metrics: measures may be of the others. @param recorded null under an emulator without records */
export function addMeasures(
  table: MetricTable,
  measures: readonly MeasureSpec[],
  recorded: RecordedPackets | null,
): void {
  const packets = recorded ?? { absent: 'only the fabric emulator knows what became of each packet' };
  const measured = evaluateMeasures(measures, {
    metrics: table.values,
    absent: table.absent,
    packets,
    find: findInTime,
  });
  for (const [name, result] of measured) {
    if ('absent' in result) {
      table.absent[name] = result.absent;
      continue;
    }
    table.set(name, result.value, 'too large a number');
    if (result.evidence !== undefined) table.evidence[name] = result.evidence;
  }
}
