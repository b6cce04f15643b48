import { describe, expect, it } from 'vitest';
import type { RunEventBody } from '../../../src/core/event/event.ts';
import type { RepeatScoring } from '../../../src/core/lab/lab.ts';
import { foldResult } from '../../../src/core/result/result.ts';
import {
  caseEnded,
  caseStarted,
  decided,
  eventfulRun,
  runEnded,
  runStarted,
  stream,
} from '../../report/synthetic-run.ts';

function metrics(figures: Record<string, number>): RunEventBody {
  return { type: 'case-metrics', case: 'main', metrics: figures, absent: {} };
}

describe('foldResult', () => {
  it('has the shape that result.json promises', () => {
    expect(foldResult(eventfulRun('pass'))).toEqual({
      lab: 'tcp-vs-udp',
      verdict: 'pass',
      seed: 417,
      runtime: 'namespaces',
      emulator: 'fabric',
      score: { points: 1, of: 1 },
      duration: 11.8,
      environment: { wirelab: '0.1.0', kernel: '6.8.0', node: 'v20.19.0' },
      cases: [
        {
          case: 'main',
          verdict: 'pass',
          score: { points: 1, of: 1 },
          seed: 417,
          duration: 11.2,
          metrics: { 'voice.loss': 0.098, 'wan.client.offered': 1000, 'wan.client.delay_p50': 0.0400123 },
          expectations: [
            {
              metric: 'voice.loss',
              verdict: 'pass',
              value: 0.098,
              expected: 'between 7% and 13%',
              points: 1,
              of: 1,
              message: 'voice.loss is 9.8 %, expected between 7% and 13%',
            },
          ],
        },
      ],
    });
  });

  it.each(['pass', 'partial', 'fail', 'invalid', 'infra'] as const)('keeps the verdict %s', (verdict) => {
    const result = foldResult(eventfulRun(verdict));
    expect(result.verdict).toBe(verdict);
    expect(result.cases.map((one) => one.verdict)).toEqual([verdict]);
  });

  it('puts expectations in the order of the lab, whenever they were decided', () => {
    const result = foldResult(
      stream(
        runStarted,
        caseStarted(),
        decided({ metric: 'c.loss' }, 2),
        decided({ metric: 'a.loss' }, 0),
        decided({ metric: 'b.loss' }, 1),
        caseEnded('pass'),
        runEnded('pass'),
      ),
    );
    expect(result.cases[0]?.expectations.map(({ metric }) => metric)).toEqual(['a.loss', 'b.loss', 'c.loss']);
  });

  it.each<[RepeatScoring, number, number, number]>([
    ['worst', 418, 0.2, 1],
    ['best', 417, 0.1, 2],
    ['all', 418, 0.2, 0.5],
  ])('makes one case of repeats, of which counts: %s', (score, scoredSeed, value, points) => {
    const repeat = (seed: number, loss: number, verdict: 'pass' | 'partial' | 'fail', points: number) => [
      { ...caseStarted('main', seed), repeat: { index: seed - 416, times: 3, score } },
      metrics({ 'voice.loss': loss }),
      decided({
        value: loss,
        verdict,
        points: seed === 419 ? 0.5 : points / 2,
      }),
      decided({ metric: 'voice.lost', verdict, points: seed === 418 ? 0 : points / 2 }, 1),
      caseEnded(verdict, { seed, points, of: 2, durationSeconds: seed - 410 }),
    ];
    const result = foldResult(
      stream(
        runStarted,
        ...repeat(417, 0.1, 'pass', 2),
        ...repeat(418, 0.2, 'partial', 1),
        ...repeat(419, 0.3, 'partial', 1.5),
        runEnded('partial', 1, 2),
      ),
    );
    expect(result.cases).toHaveLength(1);
    expect(result.cases[0]).toMatchObject({
      verdict: score === 'best' ? 'pass' : 'partial',
      score: { points, of: 2 },
      seed: scoredSeed,
      duration: scoredSeed - 410,
      metrics: { 'voice.loss': value },
      expectations: [{ value }, {}],
      repeats: [
        { seed: 417, verdict: 'pass', metrics: { 'voice.loss': 0.1 } },
        { seed: 418, verdict: 'partial', metrics: { 'voice.loss': 0.2 } },
        { seed: 419, verdict: 'partial', metrics: { 'voice.loss': 0.3 } },
      ],
    });
  });

  it('leaves out an attempt that was run again, and what it measured', () => {
    const result = foldResult(
      stream(
        runStarted,
        caseStarted(),
        metrics({ 'voice.loss': 0.9 }),
        decided({ value: 0.9 }, 1),
        caseEnded('infra', { superseded: true }),
        caseStarted('main', 417, 2),
        metrics({ 'voice.loss': 0.1 }),
        decided({ value: 0.1 }),
        caseEnded('pass', { attempt: 2 }),
        runEnded('pass'),
      ),
    );
    expect(result.cases).toHaveLength(1);
    expect(result.cases[0]).not.toHaveProperty('repeats');
    expect(result.cases[0]?.expectations.map(({ value }) => value)).toEqual([0.1]);
  });

  it('is infra as long as the run has not come to its end, however well its cases went', () => {
    const result = foldResult(
      stream(runStarted, caseStarted(), caseEnded('pass'), { type: 'interrupted', signal: 'SIGINT' }),
    );
    expect(result).toMatchObject({ verdict: 'infra', score: { points: 1, of: 1 }, duration: 0.75 });
    expect(result.cases.map(({ verdict }) => verdict)).toEqual(['pass']);
  });

  it('has nothing to tell without a run', () => {
    expect(() => foldResult([])).toThrow(TypeError);
  });

  it('tells the settings that the kernel took, and where a node differs', () => {
    const ready = (node: string, congestion: string): RunEventBody => ({
      type: 'node-ready',
      case: 'main',
      node,
      sysctls: { 'net.ipv4.tcp_congestion_control': congestion },
      skippedSysctls: ['net.ipv4.tcp_rto_min_us'],
    });
    const bodies = [
      runStarted,
      caseStarted(),
      ready('client', 'reno'),
      ready('server', 'cubic'),
      runEnded('pass'),
    ];
    expect(foldResult(stream(...bodies)).environment).toMatchObject({
      kernel: '6.8.0',
      'sysctl.net.ipv4.tcp_congestion_control': 'reno',
      'sysctl.net.ipv4.tcp_congestion_control of server': 'cubic',
      'sysctl.net.ipv4.tcp_rto_min_us': 'not taken by this kernel',
    });
  });
});
