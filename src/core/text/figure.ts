/** Measured figures in words for people: `9.8 %`, `2.31 Mbit/s`, `40.3 ms`, `4,000,000 bytes`. */

import type { MetricUnit, MetricValue } from '../lab/lab.ts';
import { directionMetrics, flowMetrics, programMetrics } from '../lab-file/metrics.ts';

const flowsAndPrograms = new Map(
  [...Object.values(flowMetrics), programMetrics].flatMap((group) => Object.entries(group)),
);
const directions = new Map(Object.entries(directionMetrics));

/**
 * The unit of a metric by its name, such as `voice.loss`, `voice.2.loss` or `wan.client.delay_p50`;
 * `count` for the kernel's counters and for names that aren't in the catalogue.
 */
export function metricUnit(metric: string): MetricUnit {
  const [, second, third] = metric.split('.');
  const ofPart = third === undefined || /^\d+$/.test(second ?? '');
  const name = third ?? second ?? '';
  const info = ofPart ? flowsAndPrograms.get(name) : directions.get(name);
  return info?.type === 'number' ? info.unit : 'count';
}

/** @param digits significant digits at the most; whole counts and bytes are always exact. */
export function formatMetric(
  metric: string,
  value: MetricValue,
  digits = 3,
  unit: MetricUnit = metricUnit(metric),
): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'boolean') return String(value);
  return formatNumber(value, unit, digits);
}

/** @param digits significant digits at the most; whole counts and bytes are always exact. */
export function formatNumber(value: number, unit: MetricUnit, digits = 3): string {
  switch (unit) {
    case 'ratio':
      return `${significant(value * 100, digits)} %`;
    case 'bits-per-second':
      return formatBitRate(value, digits);
    case 'seconds':
      return formatSeconds(value, digits);
    case 'bytes':
      return `${formatCount(value, digits)} ${value === 1 ? 'byte' : 'bytes'}`;
    case 'count':
      return formatCount(value, digits);
    default:
      return unit satisfies never;
  }
}

export function formatSeconds(seconds: number, digits = 3): string {
  const size = Math.abs(seconds);
  if (size >= 1 || size === 0) return `${significant(seconds, digits)} s`;
  if (size >= 1e-3) return `${significant(seconds * 1e3, digits)} ms`;
  return `${significant(seconds * 1e6, digits)} µs`;
}

function formatBitRate(bitsPerSecond: number, digits: number): string {
  const size = Math.abs(bitsPerSecond);
  if (size >= 1e9) return `${significant(bitsPerSecond / 1e9, digits)} Gbit/s`;
  if (size >= 1e6) return `${significant(bitsPerSecond / 1e6, digits)} Mbit/s`;
  if (size >= 1e3) return `${significant(bitsPerSecond / 1e3, digits)} kbit/s`;
  return `${significant(bitsPerSecond, digits)} bit/s`;
}

/** Thousands are set apart from five digits on: 1000, but 4,000,000. */
export function formatCount(value: number, digits = 3): string {
  if (!Number.isInteger(value)) return significant(value, digits);
  const text = String(value);
  return /^-?\d{5,}$/.test(text) ? text.replace(/\B(?=(\d{3})+$)/g, ',') : text;
}

/** Rounded to so many significant digits, without an exponent where that stays readable. */
function significant(value: number, digits: number): string {
  const whole = Math.trunc(Math.abs(value)).toString().length;
  if (Math.abs(value) >= 1 && whole >= digits && whole <= 15) return formatCount(Math.round(value), digits);
  return String(Number(value.toPrecision(digits)));
}

/** `1 datagram`, `98 datagrams`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${count === 1 ? noun : `${noun}s`}`;
}
