/** Delays, and how they are spread. */

import type { JitterDistribution } from '../../src/core/lab/impairment.ts';
import { jitterQuantile } from '../../src/core/link/jitter.ts';
import { percentileBand } from './binomial.ts';
import { allowance, delay, none, noneLost, stream } from './checks.ts';
import { type Check, error, type Measured, type ParityCase, type Scenario } from './scenario.ts';

const seconds = 20;
const perSecond = 20;
/** 20 ms apart: neighbours' jitters differ by so much once in millions of packets. */
const jitterPerSecond = 50;

/** ms, by flow. */
const constants = { ten: 10, hundred: 100, six: 10, there: 30, back: 30, far: 40, near: 0 };

function constant(
  way: Scenario['way'],
  flow: keyof typeof constants,
  asked: string,
  more: Readonly<Record<string, unknown>> = {},
): Scenario {
  const ms = constants[flow];
  return {
    asked,
    way,
    impairment: { delay: `${ms}ms` },
    traffic: [stream(flow, perSecond, seconds, more)],
    checks: (measured) => [
      delay(measured, flow, ms / 1000),
      noneLost(measured, flow, perSecond),
      ...none(measured, flow, 'reordered', 'duplicates'),
    ],
  };
}

const spread = { delayMs: 15, jitterMs: 3 };
const percentiles = [
  ['delay_p50', 0.5],
  ['delay_p95', 0.95],
  ['delay_p99', 0.99],
] as const;

/** How late the machine was once in a hundred times, in the same seconds, where the delay was constant. */
function lateness(measured: Measured): number {
  const late = Object.entries(constants).map(([flow, ms]) => measured.of(`${flow}.delay_p99`) - ms / 1000);
  return Math.max(...late, 2 * measured.idleP99) + 0.001;
}

/** Each percentile within its band of the distribution function; the machine can only add to it. */
function jitterChecks(measured: Measured, distribution: JitterDistribution): Check[] {
  const received = measured.of(`${distribution}.received`);
  const quantile = (u: number) => (spread.delayMs + spread.jitterMs * jitterQuantile(distribution, u)) / 1000;
  return percentiles.map(([metric, ratio]) => {
    const band = percentileBand(received, ratio, error);
    return {
      figure: metric.replace('_', ' '),
      unit: 's',
      value: measured.of(`${distribution}.${metric}`),
      low: quantile(band.low),
      high: quantile(band.high) + (ratio === 0.5 ? allowance(measured.idleP95) : lateness(measured)),
    };
  });
}

function jitter(way: Scenario['way'], distribution: JitterDistribution): Scenario {
  return {
    asked: `delay ${spread.delayMs} ms, jitter ${spread.jitterMs} ms, ${distribution}`,
    way,
    impairment: { delay: `${spread.delayMs}ms`, jitter: `${spread.jitterMs}ms`, distribution },
    traffic: [stream(distribution, jitterPerSecond, seconds)],
    checks: (measured) => [
      ...jitterChecks(measured, distribution),
      noneLost(measured, distribution, jitterPerSecond),
      ...none(measured, distribution, 'reordered'),
    ],
  };
}

export const delays: ParityCase = {
  name: 'delayed',
  idle: 'at-once',
  timeline: [],
  scenarios: [
    constant('ab', 'ten', 'delay 10 ms'),
    {
      asked: 'nothing',
      way: 'ba',
      impairment: {},
      traffic: [stream('at-once', perSecond, seconds)],
      checks: (measured) => [
        delay(measured, 'at-once', 0),
        noneLost(measured, 'at-once', perSecond),
        ...none(measured, 'at-once', 'reordered', 'duplicates'),
      ],
    },
    constant('ac', 'hundred', 'delay 100 ms'),
    constant('ca', 'six', 'delay 10 ms, IPv6', { ip: 6 }),
    jitter('ad', 'uniform'),
    jitter('da', 'normal'),
    jitter('bc', 'pareto'),
    jitter('cb', 'paretonormal'),
    constant('bd', 'there', 'delay 30 ms both ways, there'),
    constant('db', 'back', 'delay 30 ms both ways, back'),
    constant('cd', 'far', 'delay 40 ms one way, that way'),
    constant('dc', 'near', 'delay 40 ms one way, the other way'),
  ],
};
