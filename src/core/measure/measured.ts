import type { MetricValue } from '../lab/lab.ts';

/** What a measure came to, in SI units, or why it has no value. */
export type Measured =
  /** `evidence`: where to look for what the value comes from. */
  { readonly value: MetricValue; readonly evidence?: string } | { readonly absent: string };
