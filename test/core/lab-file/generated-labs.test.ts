import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, valid } from './parse.ts';

const duration = fc.tuple(fc.nat(500), fc.constantFrom('us', 'ms')).map(([count, unit]) => `${count}${unit}`);
const ratio = fc.nat(100).map((percent) => `${percent}%`);

const impairment = fc.record(
  {
    delay: duration,
    jitter: duration,
    loss: fc.oneof(
      ratio,
      fc.integer({ min: 1, max: 9 }).map((mean) => ({ burst: { ratio: '50%', mean } })),
      fc.record({ p: ratio, r: ratio }).map((chain) => ({ 'gilbert-elliott': chain })),
    ),
    duplicate: ratio,
    corrupt: ratio,
    reorder: fc.record({ ratio, by: duration }),
    rate: fc.integer({ min: 1, max: 999 }).map((count) => `${count}Mbit`),
  },
  { requiredKeys: [] },
);

const lab = fc
  .record({
    seed: fc.nat(),
    leaves: fc.integer({ min: 1, max: 8 }),
    impairments: fc.array(impairment, { minLength: 8, maxLength: 8 }),
    flows: fc.integer({ min: 1, max: 4 }),
    // Not another form of a loss chain: maps merge, and two forms in one are a mistake.
    cases: fc.array(fc.record({ delay: duration, loss: ratio }), { maxLength: 3 }),
  })
  .map(({ seed, leaves, impairments, flows, cases }) => {
    const names = Array.from({ length: leaves }, (_, index) => `leaf-${index}`);
    return {
      lab: 'generated',
      seed,
      nodes: { hub: { forward: true }, ...Object.fromEntries(names.map((name) => [name, {}])) },
      links: Object.fromEntries(
        names.map((name, index) => [`link-${index}`, { ends: ['hub', name], impair: impairments[index] }]),
      ),
      traffic: Object.fromEntries(
        names.map((name, index) => [
          `flow-${index}`,
          {
            kind: 'tcp-bulk',
            from: name,
            to: names[leaves - 1 - index] === name ? 'hub' : names[leaves - 1 - index],
            size: '1kB',
            flows,
          },
        ]),
      ),
      expect: names.map((_, index) => ({
        metric: `flow-${index}.${flows > 1 ? `${flows}.` : ''}intact`,
        is: true,
      })),
      ...(cases.length === 0
        ? {}
        : {
            cases: cases.map((impair, index) => ({ case: `case ${index}`, links: { 'link-0': { impair } } })),
          }),
    };
  });

describe('generated labs', () => {
  it('are valid, and mean what they say', () => {
    fc.assert(
      // JSON is YAML.
      fc.property(lab, (made) => {
        const parsed = valid(JSON.stringify(made));
        expect(parsed.seed).toBe(made.seed);
        expect(parsed.cases).toHaveLength(made.cases?.length ?? 1);
        for (const { links, nodes, traffic, expectations } of parsed.cases) {
          expect(nodes.map(({ name }) => name)).toEqual(Object.keys(made.nodes));
          expect(links.map(({ ends }) => ends.map(({ node }) => node))).toEqual(
            Object.values(made.links).map(({ ends }) => ends),
          );
          const addresses = links.flatMap(({ ends }) => ends.map(({ ipv4 }) => ipv4?.address));
          expect(new Set(addresses).size).toBe(addresses.length);
          expect(traffic).toHaveLength(expectations.length);
        }
      }),
      { seed: 417, numRuns: 100 },
    );
  });

  it('are invalid once a node is missing', () => {
    fc.assert(
      fc.property(lab, (made) => {
        const { hub: _, ...nodes } = made.nodes;
        const { lab: parsed, diagnostics } = parse(JSON.stringify({ ...made, nodes }));
        expect(parsed).toBeNull();
        expect(diagnostics.map(({ code }) => code)).toContain('unknown-name');
      }),
      { seed: 418, numRuns: 30 },
    );
  });
});
