import { expect, it } from 'vitest';
import { unimpaired } from '../../../src/core/lab/impairment.ts';
import { kernelCounts, parseActions, parseQdiscs } from '../../../src/core/netem/kernel-counts.ts';
import { differences } from '../../../src/core/netem/read-back.ts';
import { stageSetting } from '../../../src/core/netem/stage-setting.ts';

// As tc 6.1 prints them on Linux 6.1.
const shown = `[{"kind":"noqueue","handle":"0:","dev":"l0e0t6","root":true,"refcnt":2,"options":{},"bytes":0,"packets":0,"drops":0,"overlimits":0,"requeues":0,"backlog":0,"qlen":0},\
{"kind":"netem","handle":"1:","dev":"l0e0s6","root":true,"refcnt":2,"options":{"limit":129209,"delay":{"delay":0.040203,"jitter":0.006098,"correlation":0},"rate":{"rate":125000000000,"packetoverhead":0,"cellsize":0,"celloverhead":0},"ecn":false,"gap":0},"bytes":430,"packets":5,"drops":1,"overlimits":0,"requeues":0,"backlog":0,"qlen":3},\
{"kind":"codel","handle":"2:","dev":"l0e0s4","parent":"1:1","options":{"limit":100,"target":4999,"interval":99999},"bytes":72,"packets":1,"drops":0,"overlimits":0,"requeues":0,"backlog":0,"qlen":0}]`;
const actions = `[{"total acts":1},{"actions":[{"order":0,"kind":"mirred","mirred_action":"redirect","direction":"egress","to_dev":"vs","control_action":{"type":"stolen"},"index":7,"ref":1,"bind":1,"installed":1,"last_used":0,"first_used":0,"stats":{"bytes":76,"packets":1,"drops":0,"overlimits":0,"requeues":0,"backlog":0,"qlen":0},"not_in_hw":true}]}]`;

const delay = (jitterMs: number) =>
  stageSetting(
    'delay',
    { ...unimpaired, delayMs: 40, jitter: { ms: jitterMs, distribution: 'pareto' } },
    { mtu: 1500, seed: null },
  ).qdiscs;

it('takes the ticks of tc and the kernel for what they are', () => {
  const [wanted] = delay(5);
  if (wanted === undefined) throw new Error('there is one');
  expect(differences('l0e0s6', wanted, parseQdiscs(shown))).toEqual([]);
});

it('says what differs', () => {
  const [wanted] = delay(5);
  if (wanted === undefined) throw new Error('there is one');
  const readings = parseQdiscs(shown.replace('"gap":0', '"gap":5').replace('"limit":129209', '"limit":1000'));
  expect(differences('l0e0s6', wanted, readings)).toEqual([
    'netem 1: of l0e0s6 has limit 1000 instead of 129209',
    'netem 1: of l0e0s6 has gap 5 instead of 0',
  ]);
  expect(differences('l0e1s6', wanted, readings)).toEqual(["netem 1: of l0e1s6 isn't there"]);
  expect(differences('l0e0t6', { ...wanted, handle: '0:' }, readings)).toEqual([
    'netem 0: of l0e0t6 is a noqueue',
  ]);
});

it("finds an option that the last setting left behind, which tc names and we don't", () => {
  const [wanted] = delay(5);
  if (wanted === undefined) throw new Error('there is one');
  const left = shown.replace('"ecn"', '"corrupt":{"corrupt":0.5,"correlation":0},"ecn"');
  expect(differences('l0e0s6', wanted, parseQdiscs(left))).toEqual([
    'netem 1: of l0e0s6 has corrupt.corrupt 0.5 instead of 0',
  ]);
});

it('reads counts', () => {
  const counts = kernelCounts(parseQdiscs(shown), parseActions(actions), parseActions('[]'));
  expect(counts.qdisc('l0e0s6', '1:')).toEqual({ packets: 5, bytes: 430, drops: 1, queued: 3 });
  expect(counts.qdisc('l0e0s6', '2:')).toBeNull();
  expect(counts.mirred(7)).toMatchObject({ packets: 1, bytes: 76 });
  expect(counts.gact(7)).toBeNull();
});
