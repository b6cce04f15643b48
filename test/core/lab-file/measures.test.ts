import { expect, it } from 'vitest';
import { firstCase, labFiles, problemsOf, twoNodes, valid } from './parse.ts';

const program = twoNodes.replace('client: {}', 'client: {run: ./client}');

it("gives an expectation of a measure the measure's unit, and others none", () => {
  const { expectations } = firstCase(`${program}
measure:
  rtt: {stdout: client, matches: "rtt (.*)", unit: ms}
  gap: {link: wan, count: gap-min}
  rate: {link: wan, count: goodput}
  resent: {link: wan, count: repeated}
  share: {fairness: [rate, rate]}
  ends: {link: wan, order: [{match: {tcp: syn}}, {match: {tcp: fin}}]}
expect:
  - {metric: rtt, at-most: 40ms}
  - {metric: gap, at-least: {metric: rtt, times: 2, plus: 1ms}}
  - {metric: rate, credit: {zero: 1Mbit, full: 4Mbit}}
  - {metric: resent, credit: {zero: 9, full: 3}}
  - {metric: share, at-least: 90%}
  - {metric: ends, is: true}
  - {metric: wan.client.lost, is: 0}
`);
  expect(expectations.map(({ unit }) => unit)).toEqual([
    'seconds',
    'seconds',
    'bits-per-second',
    'count',
    'ratio',
    undefined,
    undefined,
  ]);
  expect(expectations).toMatchObject([
    { requirement: { bound: { value: 0.04 } } },
    { requirement: { bound: { metric: 'rtt', times: 2, plus: 0.001 } } },
    { requirement: { kind: 'credit', zero: { value: 1e6 }, full: { value: 4e6 } } },
    { requirement: { kind: 'credit', zero: { value: 9 }, full: { value: 3 } } },
    {},
    {},
    {},
  ]);
});

const relative = `expect: [{metric: client.duration, at-most: {metric: client.duration, of: reference, times: 1.5}}]`;
const submission = 'submission: {node: client, LANGUAGES, languages: {c: {when: a.c, run: ./a}}}';

it('wants a reference solution where an expectation relates to one', () => {
  const without = 'error unknown-name: the lab names no reference solution';
  expect(problemsOf(`${program}${relative}`)).toEqual([expect.stringContaining(without)]);
  const unnamed = submission.replace('LANGUAGES, ', '');
  expect(problemsOf(`${twoNodes}${relative}\n${unnamed}\n`)).toEqual([expect.stringContaining(without)]);
  const named = submission.replace('LANGUAGES', 'reference: solution');
  const files = labFiles({ solution: '' });
  const { cases } = valid(`${twoNodes}${relative}\n${named}\n`, { files });
  expect(cases[0]?.expectations).toMatchObject([{ requirement: { bound: { of: 'reference', times: 1.5 } } }]);
});
