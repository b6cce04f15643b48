import type { Result } from '../diagnostic/diagnostic.ts';
import type { MetricUnit } from '../lab/lab.ts';
import type { NumberMetric } from './metrics.ts';
import type { Dimension, QuantityProblem } from './quantity.ts';
import * as quantities from './quantity.ts';
import { parseQuantity } from './quantity.ts';

const dimensions: Readonly<Record<MetricUnit, Dimension>> = {
  seconds: quantities.duration,
  bytes: quantities.size,
  'bits-per-second': quantities.bitRate,
  ratio: quantities.ratio,
  count: quantities.plainNumber,
};

/** An expected figure, in the metric's SI unit: seconds, bytes, bits per second, 0 to 1, or as it stands. */
export function parseMetricFigure(input: unknown, metric: NumberMetric): Result<number, QuantityProblem> {
  if (metric.low < 0 && typeof input === 'number' && Number.isFinite(input))
    return { ok: true, value: input };
  const dimension = dimensions[metric.unit];
  // A fraction of a byte can't be, and as a bound it does no harm; it does where it must be hit.
  const parsed = parseQuantity(input, { ...dimension, whole: false });
  if (!parsed.ok || metric.unit !== 'seconds') return parsed;
  return { ok: true, value: parsed.value / 1000 };
}
