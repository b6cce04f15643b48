import type { MetricValue } from '../lab/lab.ts';

/** What a measure came to, in SI units, or why it has no value. */
export type Measured = { readonly value: MetricValue } | { readonly absent: string };
