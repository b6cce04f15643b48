import { describe, expect, it } from 'vitest';
import type { ResolvedCase } from '../../../src/core/lab/lab.ts';
import { firstCase, problemsOf, valid } from './parse.ts';

const lab = `lab: merged
nodes: {client: {}, server: {env: {A: 1, B: 2}, run: [a, b]}}
links:
  wan:
    ends: [client, server]
    impair: {delay: 40ms, loss: 5%}
    from: {client: {loss: 10%}}
`;

const impairment = (resolved: ResolvedCase | undefined, node: string) =>
  resolved?.links[0]?.ends.find((end) => end.node === node)?.impairment;

describe('merging', () => {
  it('puts `from` over `impair`, key by key', () => {
    expect(impairment(firstCase(lab), 'client')).toMatchObject({ delayMs: 40, loss: { ratio: 0.1 } });
    expect(impairment(firstCase(lab), 'server')).toMatchObject({ delayMs: 40, loss: { ratio: 0.05 } });
  });

  it("puts the case's `impair` over the lab's `from`", () => {
    const { cases } = valid(`${lab}cases:
  - {case: a, links: {wan: {impair: {loss: 20%}}}}
  - {case: b, links: {wan: {impair: {loss: 20%}, from: {server: {delay: 1ms}}}}}
  - {case: c, links: {wan: {impair: {loss: null}}}}
  - {case: d, links: {wan: {impair: null}}}
  - {case: e, links: {wan: {from: {client: null}}}}
`);
    expect(impairment(cases[0], 'client')).toMatchObject({ delayMs: 40, loss: { ratio: 0.2 } });
    expect(impairment(cases[1], 'server')).toMatchObject({ delayMs: 1, loss: { ratio: 0.2 } });
    expect(impairment(cases[2], 'client')).toMatchObject({ delayMs: 40, loss: null });
    expect(impairment(cases[3], 'client')).toMatchObject({ delayMs: 0, loss: { ratio: 0.1 } });
    expect(impairment(cases[3], 'server')).toMatchObject({ delayMs: 0, loss: null });
    expect(impairment(cases[4], 'client')).toMatchObject({ delayMs: 40, loss: { ratio: 0.05 } });
  });

  it('puts --set over everything but the timeline', () => {
    const text = `${lab}timeline: [{at: 1s, link: wan, from: client, set: {delay: 7ms}}]
cases: [{case: a, links: {wan: {impair: {loss: 20%}}}}]
`;
    const resolved = firstCase(text, { overrides: ['wan.loss=30%', 'wan.client.delay=5ms'] });
    expect(impairment(resolved, 'client')).toMatchObject({ delayMs: 5, loss: { ratio: 0.3 } });
    expect(impairment(resolved, 'server')).toMatchObject({ delayMs: 40, loss: { ratio: 0.3 } });
    expect(resolved.timeline).toMatchObject([{ impairment: { delayMs: 7, loss: { ratio: 0.3 } } }]);
  });

  it('finds mistakes in --set at their place', () => {
    const overrides = ['wan.los=1%', 'wan.client.loss=-3%', 'wam.loss=1%', 'wan'];
    expect(problemsOf(lab, { overrides })).toEqual([
      '1:1 error bad-override: "los" is no impairment',
      '2:17 error bad-value: loss: -3% is negative: a ratio is 0 or more',
      '3:1 error unknown-name: no link is named "wam"',
      '4:1 error bad-override: this is not LINK.IMPAIRMENT=VALUE',
    ]);
  });

  it('merges maps deeply, replaces lists, and removes with null', () => {
    const { cases } = valid(`${lab}faults: [{link: wan, do: drop}]
cases:
  - {case: a, nodes: {server: {env: {B: null, C: 3}, run: [c]}, third: {}}, faults: null}
  - {case: b, links: {wan: null}, faults: null}
`);
    expect(cases[0]?.programs).toMatchObject([{ argv: ['c'], env: { A: '1', C: '3' } }]);
    expect(cases[0]?.programs[0]?.env).not.toHaveProperty('B');
    expect(cases[0]?.nodes.map(({ name }) => name)).toEqual(['client', 'server', 'third']);
    expect(cases[0]?.faults).toEqual([]);
    expect(cases[1]?.links).toEqual([]);
  });

  it("refuses to change a link's ends", () => {
    expect(problemsOf(`${lab}cases: [{case: a, links: {wan: {ends: [server, client]}}}]\n`)).toEqual([
      "8:33 error not-overridable: a case can't change the ends of wan",
    ]);
  });

  it('makes timeline entries complete, direction by direction', () => {
    const { timeline } = firstCase(`${lab}timeline:
  - {at: 8s, link: wan, down: false}
  - {at: 3s, link: wan, set: {loss: 30%}}
  - {at: 6s, link: wan, down: true}
  - {at: 7s, link: wan, from: client, set: {delay: null}}
`);
    expect(timeline.map((entry) => ('from' in entry ? `${entry.atMs} ${entry.from}` : ''))).toEqual([
      '3000 client',
      '3000 server',
      '6000 client',
      '6000 server',
      '7000 client',
      '8000 client',
      '8000 server',
    ]);
    expect(timeline).toMatchObject([
      { impairment: { down: false, delayMs: 40, loss: { ratio: 0.3 } } },
      { impairment: { down: false, delayMs: 40, loss: { ratio: 0.3 } } },
      { impairment: { down: true, loss: { ratio: 0.3 } } },
      { impairment: { down: true } },
      { impairment: { down: true, delayMs: 0, loss: { ratio: 0.3 } } },
      { impairment: { down: false, delayMs: 0 } },
      { impairment: { down: false, delayMs: 40 } },
    ]);
  });
});
