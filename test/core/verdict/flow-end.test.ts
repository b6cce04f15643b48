import { describe, expect, it } from 'vitest';
import { type Impairment, unimpaired } from '../../../src/core/lab/impairment.ts';
import type { ResolvedCase } from '../../../src/core/lab/lab.ts';
import { isCleanCase, soleFlowLosses } from '../../../src/core/verdict/flow-end.ts';
import { counters, topology } from '../../report/synthetic-run.ts';

const wire = [
  { link: 'wan', from: 'client', ...counters, lost: 2, queueDrops: 1, corrupted: 4 },
  { link: 'wan', from: 'server', ...counters, lost: 50, queueDrops: 11, corrupted: 0 },
];

describe('soleFlowLosses', () => {
  const alone = { ...topology, flows: topology.flows.slice(0, 1), programs: [] };

  it("are the link's, seen from the flow, where nothing else uses the link", () => {
    expect(soleFlowLosses(alone, wire)).toEqual(
      new Map([['download', { there: 61, back: 3, corrupted: 4 }]]),
    );
  });

  it.each([
    ['another flow', { ...alone, flows: topology.flows }],
    ['a program', { ...alone, programs: topology.programs }],
    ['another link', { ...alone, links: [...topology.links, ...topology.links] }],
    ['no flow', { ...alone, flows: [] }],
  ])('are unknown with %s', (_what, shared) => {
    expect(soleFlowLosses(shared, wire).size).toBe(0);
  });
});

describe('isCleanCase', () => {
  function withImpairment(impairment: Partial<Impairment>, extra: Partial<ResolvedCase> = {}): ResolvedCase {
    const end = { node: 'a', device: 'eth0', mac: '', ipv4: null, ipv6: null };
    return {
      name: 'main',
      timeLimitMs: 1000,
      points: null,
      hidden: false,
      repeat: null,
      nodes: [],
      programs: [],
      links: [
        {
          name: 'wan',
          mtu: 1500,
          ends: [
            { ...end, impairment: unimpaired },
            { ...end, impairment: { ...unimpaired, ...impairment } },
          ],
        },
      ],
      traffic: [],
      faults: [],
      timeline: [],
      measures: [],
      expectations: [],
      ...extra,
    };
  }

  it.each<[string, Partial<Impairment>, boolean]>([
    ['nothing', {}, true],
    ['delay and rate', { delayMs: 40, rateBitsPerSecond: 1e6 }, true],
    ['loss', { loss: { model: 'independent', ratio: 0.01 } }, false],
    ['jitter', { jitter: { ms: 1, distribution: 'uniform' } }, false],
    ['reorder', { reorder: { ratio: 0.1, byMs: 1 } }, false],
    ['duplicate', { duplicateRatio: 0.1 }, false],
    ['corrupt', { corruptRatio: 0.1 }, false],
    ['corrupt-payload', { corruptPayloadRatio: 0.1 }, false],
    ['down', { down: true }, false],
  ])('with %s: %s', (_what, impairment, clean) => {
    expect(isCleanCase(withImpairment(impairment))).toBe(clean);
  });

  it('is not clean with a fault or a change of a link', () => {
    const fault = { link: 'wan', from: null, match: {}, nth: { of: 'all' }, action: { do: 'drop' } } as const;
    const change = { atMs: 1, do: 'impair', link: 'wan', from: 'a', impairment: unimpaired } as const;
    const restart = { atMs: 1, do: 'restart', program: 'p' } as const;
    expect(isCleanCase(withImpairment({}, { faults: [fault] }))).toBe(false);
    expect(isCleanCase(withImpairment({}, { timeline: [change] }))).toBe(false);
    expect(isCleanCase(withImpairment({}, { timeline: [restart] }))).toBe(true);
  });
});
