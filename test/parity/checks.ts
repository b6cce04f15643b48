/** The kinds of figures that scenarios have in common. */

import { binomialBand } from './binomial.ts';
import { type Check, error, type Measured, type Traffic } from './scenario.ts';

/** A stream of datagrams. */
export function stream(
  flow: string,
  packetsPerSecond: number,
  seconds: number,
  more: Readonly<Record<string, unknown>> = {},
): Traffic {
  const traffic = { kind: 'udp-stream', packets: `${packetsPerSecond}/s`, payload: '160B', ...more };
  return { flow, traffic: { ...traffic, for: `${seconds}s` } };
}

/** What chance picks out of all that was sent: each packet by itself, with probability `ratio`. */
export function chosen(measured: Measured, flow: string, metric: string, ratio: number): Check {
  const sent = measured.of(`${flow}.sent`);
  return {
    figure: `${metric} of ${sent}`,
    unit: 'count',
    value: measured.of(`${flow}.${metric}`),
    ...binomialBand(sent, ratio, error),
  };
}

export function none(measured: Measured, flow: string, ...metrics: readonly string[]): Check[] {
  return metrics.map((metric) => ({
    figure: metric,
    unit: 'count',
    value: measured.of(`${flow}.${metric}`),
    low: 0,
    high: 0,
  }));
}

/**
 * How late the machine may be by itself: twice what was seen, in the same seconds, where nothing was asked, and
 * a millisecond for timers that had to go off besides.
 */
export function allowance(idleSeconds: number): number {
  return 2 * idleSeconds + 0.001;
}

/** Never early, and later only by what the machine takes. */
export function delay(measured: Measured, flow: string, asked: number): Check {
  return {
    figure: 'delay, median',
    unit: 's',
    value: measured.of(`${flow}.delay_p50`),
    low: asked,
    high: asked + allowance(measured.idleP95),
  };
}

/**
 * A receiver waits a quarter of a second beyond the delay: on a machine that stalls for as long, what comes
 * later counts as lost, of the packets at the end.
 */
export function noneLost(measured: Measured, flow: string, packetsPerSecond: number): Check {
  const stallSeconds = 4 * measured.idleP99;
  const high = stallSeconds < 0.25 ? 0 : Math.ceil(stallSeconds * packetsPerSecond);
  return { figure: 'lost', unit: 'count', value: measured.of(`${flow}.lost`), low: 0, high };
}
