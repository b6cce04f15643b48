/** Rates and their queues, and what changes while packets flow. */

import { allowance, chosen, delay, none, noneLost, stream } from './checks.ts';
import type { Check, Measured, ParityCase } from './scenario.ts';

/** A datagram of 1000 bytes takes 40 ms to send. Four times as many come as can leave, so that the queue is full. */
const rate = { queuePackets: 20, packetSeconds: 0.04, offeredPerSecond: 100, seconds: 8 };

function rateChecks(measured: Measured): Check[] {
  const { packetSeconds, queuePackets } = rate;
  const most = (queuePackets + 1) * packetSeconds;
  return [
    {
      // What finds a place waits for 19 others, for the rest of the one on the line, and for itself.
      figure: 'delay, median',
      unit: 's',
      value: measured.of('flood.delay_p50'),
      low: queuePackets * packetSeconds,
      high: most + allowance(measured.idleP95),
    },
    {
      figure: 'delay, p95',
      unit: 's',
      value: measured.of('flood.delay_p95'),
      low: queuePackets * packetSeconds,
      high: most + allowance(measured.idleP99),
    },
    {
      figure: 'received, at least',
      unit: 'count',
      value: measured.of('flood.received'),
      // One every 40 ms from the first one's coming to the last one's, and then what waits.
      low: Math.floor((rate.seconds - 1 / rate.offeredPerSecond) / packetSeconds) + queuePackets - 1,
      high: measured.of('flood.sent'),
    },
    {
      figure: 'lost, and not dropped by the queue',
      unit: 'count',
      value: measured.of('flood.lost') - measured.of('ab.a.queue_drops'),
      low: 0,
      high: 0,
    },
  ];
}

/** A segment's payload is 1448 of 1500 bytes where it has timestamps. */
const download = { bitsPerSecond: 2_000_000, payloadShare: 1448 / 1500 };

function downloadChecks(measured: Measured): Check[] {
  const most = download.bitsPerSecond * download.payloadShare;
  return [
    {
      figure: 'goodput of TCP',
      unit: 'bit/s',
      value: measured.of('download.goodput'),
      // It takes some round trips until the queue has something at all times.
      low: 0.9 * most,
      high: most * 1.001,
    },
  ];
}

const outage = { fromSeconds: 4, toSeconds: 6, perSecond: 100 };

function outageChecks(measured: Measured): Check[] {
  const { fromSeconds, toSeconds, perSecond } = outage;
  const lost = (toSeconds - fromSeconds) * perSecond;
  // Each of the two changes, and each packet about then, may be late by itself.
  const slack = 10 + Math.ceil((4 * measured.idleP99 + measured.changeLateness) * perSecond);
  return [
    {
      figure: `lost of ${measured.of('dark.sent')}`,
      unit: 'count',
      value: measured.of('dark.lost'),
      low: lost - slack,
      high: lost + slack,
    },
    { figure: 'gaps', unit: 'count', value: measured.of('dark.loss_periods'), low: 1, high: 1 },
  ];
}

export const changes: ParityCase = {
  name: 'rates and changes',
  idle: 'untouched',
  timeline: [
    { way: 'bc', entry: { at: '8s', set: { delay: '50ms', loss: '20%' } } },
    { way: 'bd', entry: { at: `${outage.fromSeconds}s`, down: true } },
    { way: 'bd', entry: { at: `${outage.toSeconds}s`, down: false } },
  ],
  scenarios: [
    {
      asked: 'rate 200 kbit/s, queue of 20 packets',
      way: 'ab',
      impairment: { rate: '200kbit', queue: '20 packets' },
      traffic: [stream('flood', rate.offeredPerSecond, rate.seconds, { payload: '972B' })],
      checks: rateChecks,
    },
    {
      asked: 'rate 2 Mbit/s, queue of 50 packets',
      way: 'ac',
      impairment: { rate: '2Mbit', queue: '50 packets' },
      traffic: [{ flow: 'download', traffic: { kind: 'tcp-bulk', size: '2MB', congestion: 'reno' } }],
      checks: downloadChecks,
    },
    {
      asked: 'delay 10 ms, before a change',
      way: 'bc',
      impairment: { delay: '10ms' },
      traffic: [stream('before', 100, 4), stream('after', 100, 6, { at: '10s' })],
      checks: (measured) => [delay(measured, 'before', 0.01), noneLost(measured, 'before', 100)],
    },
    {
      asked: 'delay 50 ms, loss 20 %, after it',
      way: 'bc',
      impairment: {},
      traffic: [],
      checks: (measured) => [
        delay(measured, 'after', 0.05),
        chosen(measured, 'after', 'lost', 0.2),
        ...none(measured, 'after', 'reordered'),
      ],
    },
    {
      asked: 'down for 2 s',
      way: 'bd',
      impairment: {},
      traffic: [stream('dark', outage.perSecond, 10)],
      checks: outageChecks,
    },
    {
      asked: 'nothing',
      way: 'cd',
      impairment: {},
      traffic: [stream('untouched', 50, 10)],
      checks: (measured) => none(measured, 'untouched', 'duplicates', 'reordered'),
    },
  ],
};
