/** Packets lost, doubled, broken and overtaken. */

import { binomialBandBetween } from './binomial.ts';
import { chosen, none, stream } from './checks.ts';
import { bandOf, burstCounts, lossChain, lossCounts, lostInBursts } from './loss-chain.ts';
import { type Check, error, type Measured, type ParityCase, type Scenario } from './scenario.ts';

const seconds = 30;
const perSecond = 50;

function loss(way: Scenario['way'], percent: number, packetsPerSecond = perSecond): Scenario {
  const flow = `loss-${percent}`;
  return {
    asked: `loss ${percent} %`,
    way,
    impairment: { loss: `${percent}%` },
    traffic: [stream(flow, packetsPerSecond, seconds)],
    checks: (measured) => [
      chosen(measured, flow, 'lost', percent / 100),
      ...none(measured, flow, 'duplicates', 'corrupted', 'reordered'),
    ],
  };
}

const burst = { ratio: 0.1, mean: 4 };

function burstChecks(measured: Measured): Check[] {
  const sent = measured.of('bursts.sent');
  const lost = measured.of('bursts.lost');
  const bursts = measured.of('bursts.loss_periods');
  const chain = lossChain(burst.ratio, burst.mean);
  const possible = bandOf(burstCounts(sent, chain), error);
  const inThese = lostInBursts(bursts, chain.r, possible.high - possible.low + 1, error);
  return [
    { figure: `lost of ${sent}`, unit: 'count', value: lost, ...bandOf(lossCounts(sent, chain), error) },
    { figure: 'bursts', unit: 'count', value: bursts, ...possible },
    {
      figure: 'mean burst',
      unit: 'packets',
      value: lost / bursts,
      low: inThese.low / bursts,
      high: inThese.high / bursts,
    },
  ];
}

const reorder = { ratio: 0.1, byMs: 150 };

function reorderChecks(measured: Measured): Check[] {
  const received = measured.of('late.received');
  // A late one isn't overtaken only if all those are late as well that are sent before it arrives: seven of them.
  const least = reorder.ratio * (1 - reorder.ratio ** 7);
  const beyond = measured.of('late.delay_p95') - measured.of('late.delay_p50');
  return [
    {
      figure: `reordered of ${received}`,
      unit: 'count',
      value: Math.round(measured.of('late.reordered') * received),
      ...binomialBandBetween(received, least, reorder.ratio, error),
    },
    {
      figure: 'late by, p95 - p50',
      unit: 's',
      value: beyond,
      low: reorder.byMs / 1000 - measured.idleP95,
      high: reorder.byMs / 1000 + 2 * measured.idleP99 + 0.001,
    },
    ...none(measured, 'late', 'lost', 'duplicates'),
  ];
}

export const losses: ParityCase = {
  name: 'lost, doubled, broken, overtaken',
  idle: 'untouched',
  timeline: [],
  scenarios: [
    loss('ab', 1, 3 * perSecond),
    loss('ba', 5),
    loss('ac', 20),
    {
      asked: 'loss 10 % in bursts of 4',
      way: 'ca',
      impairment: { loss: { burst: { ratio: '10%', mean: burst.mean } } },
      traffic: [stream('bursts', 2 * perSecond, seconds)],
      checks: burstChecks,
    },
    {
      asked: 'duplicate 10 %',
      way: 'ad',
      impairment: { duplicate: '10%' },
      traffic: [stream('copies', perSecond, seconds)],
      checks: (measured) => [
        chosen(measured, 'copies', 'duplicates', 0.1),
        ...none(measured, 'copies', 'lost'),
      ],
    },
    {
      asked: 'corrupt 10 %',
      way: 'da',
      impairment: { corrupt: '10%' },
      traffic: [stream('broken', perSecond, seconds)],
      checks: (measured) => [
        chosen(measured, 'broken', 'lost', 0.1),
        ...none(measured, 'broken', 'corrupted'),
      ],
    },
    {
      asked: 'loss 10 %, IPv6',
      way: 'bc',
      impairment: { loss: '10%' },
      traffic: [stream('six', perSecond, seconds, { ip: 6 })],
      checks: (measured) => [chosen(measured, 'six', 'lost', 0.1)],
    },
    {
      asked: `reorder ${reorder.ratio * 100} % by ${reorder.byMs} ms`,
      way: 'cb',
      impairment: { reorder: { ratio: '10%', by: `${reorder.byMs}ms` } },
      traffic: [stream('late', perSecond, seconds)],
      checks: reorderChecks,
    },
    ...(['bd', 'db'] as const).map(
      (way): Scenario => ({
        asked: `loss 10 % both ways, ${way === 'bd' ? 'there' : 'back'}`,
        way,
        impairment: { loss: '10%' },
        traffic: [stream(`both-${way}`, perSecond, seconds)],
        checks: (measured) => [chosen(measured, `both-${way}`, 'lost', 0.1)],
      }),
    ),
    {
      asked: 'loss 20 % one way, that way',
      way: 'cd',
      impairment: { loss: '20%' },
      traffic: [stream('one-way', perSecond, seconds)],
      checks: (measured) => [chosen(measured, 'one-way', 'lost', 0.2)],
    },
    {
      asked: 'loss 20 % one way, the other way',
      way: 'dc',
      impairment: {},
      traffic: [stream('untouched', perSecond, seconds)],
      checks: (measured) => none(measured, 'untouched', 'lost', 'duplicates', 'corrupted', 'reordered'),
    },
  ],
};
