/** Event streams as runs leave them, put together by hand. */

import type {
  CaseEnded,
  CaseTopology,
  DirectionCounters,
  ExpectationOutcome,
  RunEvent,
  RunEventBody,
  RunStarted,
  Verdict,
} from '../../src/core/event/event.ts';
import { unimpaired } from '../../src/core/lab/impairment.ts';
import type { ReportSink } from '../../src/report/reporter.ts';

export const runStarted: RunStarted = {
  type: 'run-started',
  lab: 'tcp-vs-udp',
  title: 'TCP keeps its promise, UDP makes none',
  seed: 417,
  runtime: 'namespaces',
  emulator: 'fabric',
  startedAt: '2026-03-01T12:00:00.000Z',
  cases: ['main'],
  environment: { wirelab: '0.1.0', kernel: '6.8.0', node: 'v20.19.0' },
};

const wan = { ...unimpaired, delayMs: 40 };

export const topology: CaseTopology = {
  nodes: [
    { name: 'client', forward: false },
    { name: 'server', forward: false },
  ],
  links: [
    {
      name: 'wan',
      mtu: 1500,
      ends: [
        { node: 'client', ipv4: '10.0.1.2', ipv6: null, impairment: wan },
        { node: 'server', ipv4: '10.0.1.3', ipv6: null, impairment: wan },
      ],
    },
  ],
  flows: [
    {
      name: 'download',
      traffic: 'download',
      kind: 'tcp-bulk',
      from: 'server',
      to: 'client',
      port: 5001,
      planned: 4_000_000,
    },
    {
      name: 'voice',
      traffic: 'voice',
      kind: 'udp-stream',
      from: 'client',
      to: 'server',
      port: 5002,
      planned: 1000,
    },
  ],
  programs: [{ name: 'idle', node: 'client', service: false }],
  timeline: [],
  expectations: [{ metric: 'voice.loss', expected: 'between 7% and 13%', points: 1, because: '' }],
};

export const counters: DirectionCounters = {
  offered: 1000,
  delivered: 902,
  lost: 98,
  queueDrops: 0,
  duplicated: 0,
  reordered: 0,
  corrupted: 0,
  queuePackets: 0,
  queueMaxPackets: 3,
  offeredBytes: 188_000,
  deliveredBytes: 169_576,
};

export function caseStarted(name = 'main', seed = 417, attempt = 1): RunEventBody {
  return { type: 'case-started', case: name, seed, attempt, timeLimitMs: 30_000, hidden: false, topology };
}

export function decided(outcome: Partial<ExpectationOutcome> = {}, index = 0): RunEventBody {
  return {
    type: 'expectation-decided',
    case: 'main',
    index,
    outcome: {
      metric: 'voice.loss',
      verdict: 'pass',
      value: 0.098,
      expected: 'between 7% and 13%',
      points: 1,
      of: 1,
      message: 'voice.loss is 9.8 %, expected between 7% and 13%',
      ...outcome,
    },
  };
}

export function caseEnded(verdict: Verdict, extra: Partial<CaseEnded> = {}): RunEventBody {
  return {
    type: 'case-ended',
    case: 'main',
    seed: 417,
    attempt: 1,
    verdict,
    points: verdict === 'pass' ? 1 : 0,
    of: 1,
    durationSeconds: 11.2,
    reason: null,
    sentences: [],
    superseded: false,
    ...extra,
  };
}

export function runEnded(verdict: Verdict, points = verdict === 'pass' ? 1 : 0, of = 1): RunEventBody {
  return { type: 'run-ended', verdict, points, of, durationSeconds: 11.8, folder: 'wirelab-runs/one' };
}

/** The events a quarter of a second apart. */
export function stream(...bodies: readonly RunEventBody[]): RunEvent[] {
  return bodies.map((body, index) => ({ at: index * 0.25, ...body }));
}

/** A run with something of everything. */
export function eventfulRun(verdict: Verdict): RunEvent[] {
  const passed = verdict === 'pass';
  return stream(
    runStarted,
    caseStarted(),
    { type: 'node-ready', case: 'main', node: 'client', sysctls: {}, skippedSysctls: [] },
    { type: 'clock-started', case: 'main' },
    { type: 'program-started', case: 'main', program: 'idle', node: 'client' },
    { type: 'program-output', case: 'main', program: 'idle', stream: 'stdout', text: 'hel' },
    { type: 'program-output', case: 'main', program: 'idle', stream: 'stdout', text: 'lo\nunfinished' },
    {
      type: 'impairment-changed',
      case: 'main',
      link: 'wan',
      from: 'client',
      impairment: { ...wan, loss: { model: 'independent', ratio: 0.3 } },
      cause: 'hand',
    },
    {
      type: 'fault-fired',
      case: 'main',
      link: 'wan',
      from: 'client',
      rule: 0,
      nth: 1,
      action: 'drop',
      packet: 'UDP 10.0.1.2:40000 > 10.0.1.3:5002, 160 bytes',
    },
    {
      type: 'program-ended',
      case: 'main',
      program: 'idle',
      exitCode: 1,
      signal: null,
      stopped: false,
      limit: null,
      durationSeconds: 1.5,
    },
    {
      type: 'flow-progress',
      case: 'main',
      flow: 'voice',
      state: {
        phase: 'running',
        sent: 500,
        received: 450,
        goodputBitsPerSecond: 128_000,
        lost: 50,
        duplicates: 0,
        reordered: 0,
        retransmits: null,
        rttSeconds: null,
        cwndSegments: null,
        oneWayDelaySeconds: 0.04,
      },
    },
    { type: 'wire-progress', case: 'main', directions: [{ link: 'wan', from: 'client', ...counters }] },
    {
      type: 'flow-ended',
      case: 'main',
      flow: 'voice',
      completed: true,
      reason: null,
      metrics: { sent: 1000, received: 902, lost: 98, loss: 0.098, duplicates: 0, delay_p50: 0.0401 },
    },
    {
      type: 'flow-ended',
      case: 'main',
      flow: 'download',
      completed: false,
      reason: 'cut off at the time limit',
      metrics: { completed: false, intact: false, bytes_received: 1_200_000, goodput: 2_310_000 },
    },
    { type: 'warning', case: 'main', message: 'the clock was read twice' },
    {
      type: 'case-metrics',
      case: 'main',
      metrics: { 'voice.loss': 0.098, 'wan.client.offered': 1000, 'wan.client.delay_p50': 0.0400123 },
      absent: {},
    },
    decided(passed ? {} : { verdict: 'fail', points: 0 }),
    caseEnded(verdict, {
      sentences: ['voice (UDP): 98 of 1000 datagrams never arrived, and nobody noticed.'],
      reason: verdict === 'invalid' || verdict === 'infra' ? 'the machine was too busy' : null,
    }),
    runEnded(verdict),
  );
}

export class TextSink implements ReportSink {
  text = '';

  write(text: string): void {
    this.text += text;
  }
}
