/** A made-up run as a stream of events: for tests that need one, and for the demo. */

import type {
  CaseTopology,
  DirectionCounters,
  ExpectationOutcome,
  FlowState,
  RunEvent,
} from '../../src/core/event/event.ts';
import { type Impairment, unimpaired } from '../../src/core/lab/impairment.ts';

export const lossy: Impairment = {
  ...unimpaired,
  delayMs: 40,
  loss: { model: 'independent', ratio: 0.05 },
};

const lossier: Impairment = {
  ...lossy,
  jitter: { ms: 5, distribution: 'normal' },
  loss: { model: 'independent', ratio: 0.1 },
  rateBitsPerSecond: 5e6,
};

function end(node: string, impairment: Impairment = unimpaired) {
  return { node, ipv4: null, ipv6: null, impairment };
}

export function link(name: string, ends: readonly (readonly [string, Impairment?])[]) {
  return { name, mtu: 1500, ends: ends.map(([node, impairment]) => end(node, impairment)) };
}

export function topologyOf(
  nodes: readonly string[],
  links: CaseTopology['links'],
  rest: Partial<CaseTopology> = {},
): CaseTopology {
  return {
    nodes: nodes.map((name) => ({ name, forward: false })),
    links,
    flows: [],
    programs: [],
    timeline: [],
    expectations: [],
    ...rest,
  };
}

const expectation = (metric: string, expected: string) => ({ metric, expected, points: 1, because: '' });

export const twoNodes = topologyOf(
  ['client', 'server'],
  [
    link('wan', [
      ['client', lossier],
      ['server', lossy],
    ]),
  ],
  {
    flows: [
      {
        name: 'download',
        traffic: 'download',
        kind: 'tcp-bulk',
        from: 'server',
        to: 'client',
        port: 40000,
        planned: 4_000_000,
      },
      {
        name: 'voice',
        traffic: 'voice',
        kind: 'udp-stream',
        from: 'client',
        to: 'server',
        port: 40001,
        planned: 1000,
      },
    ],
    timeline: [
      { atMs: 3000, text: 'wan: loss 30%' },
      { atMs: 6000, text: 'wan: down' },
    ],
    expectations: [
      expectation('download.intact', 'is true'),
      expectation('download.retransmits', 'at least 1'),
      expectation('voice.loss', 'between 7% and 13%'),
    ],
  },
);

export const router = topologyOf(
  ['client', 'router', 'server'],
  [
    link('access', [['client'], ['router']]),
    link('wan', [
      ['router', { ...unimpaired, rateBitsPerSecond: 1e6, delayMs: 20 }],
      ['server', lossy],
    ]),
  ],
  { flows: twoNodes.flows },
);

export function star(spokes: number): CaseTopology {
  const names = Array.from({ length: spokes }, (_, index) => `host-${index + 1}`);
  return topologyOf(
    ['hub', ...names],
    names.map((name, index) => link(`lan-${index + 1}`, [['hub', lossy], [name]])),
    { flows: twoNodes.flows },
  );
}

export const segment = topologyOf(
  ['alice', 'bob', 'carol'],
  [link('lan', [['alice', lossy], ['bob'], ['carol', lossier]])],
);

export const ring = topologyOf(
  ['a', 'b', 'c'],
  [link('ab', [['a', lossy], ['b']]), link('bc', [['b'], ['c']]), link('ca', [['c'], ['a', lossier]])],
);

const idleFlow: FlowState = {
  phase: 'waiting',
  sent: 0,
  received: 0,
  goodputBitsPerSecond: 0,
  lost: null,
  duplicates: null,
  reordered: null,
  retransmits: null,
  rttSeconds: null,
  cwndSegments: null,
  oneWayDelaySeconds: null,
};

/** `elapsed` seconds into a download of 10 s whose goodput goes up and down. */
export function downloadState(elapsed: number): FlowState {
  return {
    ...idleFlow,
    phase: elapsed < 0.2 ? 'connecting' : 'running',
    sent: 400_000 * elapsed,
    received: 390_000 * elapsed,
    goodputBitsPerSecond: elapsed < 0.2 ? 0 : 2.4e6 * (1 + 0.6 * Math.sin(elapsed * 2)),
    retransmits: Math.floor(elapsed * 6),
    rttSeconds: 0.0823,
    cwndSegments: 12,
  };
}

export function voiceState(elapsed: number): FlowState {
  return {
    ...idleFlow,
    phase: 'running',
    sent: Math.floor(100 * elapsed),
    received: Math.floor(90 * elapsed),
    goodputBitsPerSecond: 115e3 + 10e3 * Math.cos(elapsed * 5),
    lost: Math.floor(9.8 * elapsed),
    duplicates: Math.floor(elapsed * 2),
    reordered: Math.floor(elapsed * 4),
    oneWayDelaySeconds: 0.0412,
  };
}

export function wire(
  link: string,
  from: string,
  offered: number,
): DirectionCounters & { link: string; from: string } {
  const lost = Math.floor(offered / 10);
  return {
    link,
    from,
    offered,
    delivered: offered - lost,
    lost,
    queueDrops: 0,
    duplicated: Math.floor(offered / 50),
    reordered: Math.floor(offered / 25),
    corrupted: 0,
    queuePackets: offered % 7,
    queueMaxPackets: 12,
    offeredBytes: offered * 1500,
    deliveredBytes: (offered - lost) * 1500,
  };
}

function outcome(metric: string, value: number | boolean, expected: string): ExpectationOutcome {
  return { metric, verdict: 'pass', value, expected, points: 1, of: 1, message: '' };
}

export const started: RunEvent = {
  at: 0,
  type: 'run-started',
  lab: 'tcp-vs-udp',
  title: 'TCP keeps its promise, UDP makes none',
  seed: 417,
  runtime: 'namespaces',
  emulator: 'fabric',
  startedAt: '2026-01-01T00:00:00Z',
  cases: ['main'],
  environment: { wirelab: '0.1.0', kernel: '6.8', node: '20' },
};

export function caseStarted(topology: CaseTopology, name = 'main'): RunEvent {
  return {
    at: 0.1,
    type: 'case-started',
    case: name,
    seed: 417,
    attempt: 1,
    timeLimitMs: 30_000,
    hidden: false,
    topology,
  };
}

/** Everything up to `until` seconds on the case's clock (10 is the end), five times a second. */
export function* caseEvents(topology: CaseTopology, until = 10, name = 'main'): Generator<RunEvent> {
  const at = (elapsed: number) => 0.5 + elapsed;
  yield caseStarted(topology, name);
  for (const { name: node } of topology.nodes) {
    yield { at: 0.3, type: 'node-ready', case: name, node, sysctls: {}, skippedSysctls: [] };
  }
  yield { at: at(0), type: 'clock-started', case: name };
  for (let fifth = 1; fifth <= Math.min(until, 10) * 5; fifth++) {
    const elapsed = fifth / 5;
    const base = { at: at(elapsed), case: name };
    yield { ...base, type: 'flow-progress', flow: 'download', state: downloadState(elapsed) };
    yield { ...base, type: 'flow-progress', flow: 'voice', state: voiceState(elapsed) };
    const directions = topology.links.flatMap((each) =>
      each.ends.map(({ node }, index) => wire(each.name, node, fifth * (40 + index * 23))),
    );
    yield { ...base, type: 'wire-progress', directions };
    if (elapsed === 3) {
      const impairment: Impairment = { ...lossy, loss: { model: 'independent', ratio: 0.3 } };
      yield {
        ...base,
        type: 'impairment-changed',
        link: 'wan',
        from: 'client',
        impairment,
        cause: 'timeline',
      };
    }
  }
  if (until < 10) return;
  const base = { at: at(10), case: name };
  yield {
    ...base,
    type: 'flow-ended',
    flow: 'download',
    completed: true,
    reason: null,
    metrics: downloadMetrics,
  };
  yield { ...base, type: 'flow-ended', flow: 'voice', completed: true, reason: null, metrics: voiceMetrics };
  const outcomes = [
    outcome('download.intact', true, 'is true'),
    outcome('download.retransmits', 61, 'at least 1'),
    outcome('voice.loss', 0.098, 'between 7% and 13%'),
  ];
  for (const [index, decided] of outcomes.entries()) {
    if (index < topology.expectations.length) {
      yield { ...base, type: 'expectation-decided', index, outcome: decided };
    }
  }
  yield {
    ...base,
    type: 'case-ended',
    seed: 417,
    attempt: 1,
    verdict: 'pass',
    points: 3,
    of: 3,
    durationSeconds: 10.4,
    reason: null,
    sentences: [
      'download: 61 segments were lost, 61 retransmitted, all 4,000,000 bytes arrived in order, 2.3 times slower than the clean link.',
      'voice: 98 of 1000 datagrams never arrived, and nobody noticed.',
    ],
    superseded: false,
  };
}

const downloadMetrics = { bytes_received: 4_000_000, goodput: 3.12e6, retransmits: 61, rtt_p50: 0.0823 };
const voiceMetrics = { sent: 1000, received: 902, lost: 98, duplicates: 20, delay_p50: 0.0412 };

export const runEnded: RunEvent = {
  at: 11,
  type: 'run-ended',
  verdict: 'pass',
  points: 3,
  of: 3,
  durationSeconds: 11,
  folder: 'wirelab-runs/tcp-vs-udp-1',
};
