/** The shape of every event, for logs that come from outside. */

import { z } from 'zod';
import type { RunEventBody } from '../core/event/event.ts';
import { flowState, topology } from './topology-schema.ts';
import { directionCounters, impairment } from './wire-schema.ts';

const text = z.string();
const number = z.number();
const nullableText = text.nullable();
const metricValue = z.union([number, z.boolean(), text]);
const metrics = z.record(text, metricValue);
const reasons = z.record(text, text);
const verdict = z.enum(['pass', 'partial', 'fail', 'invalid', 'infra']);

const scoring = z.enum(['all', 'best', 'worst']);

function event<T extends RunEventBody['type'], S extends z.ZodRawShape>(type: T, shape: S) {
  return z.object({ type: z.literal(type), ...shape });
}

const runStarted = event('run-started', {
  lab: text,
  title: text,
  seed: number,
  runtime: text,
  emulator: text,
  startedAt: text,
  cases: z.array(text),
  environment: z.object({ wirelab: text, kernel: text, node: text }).catchall(text),
  repeatWith: z.array(text).optional(),
});

const submissionPrepared = event('submission-prepared', {
  submission: text,
  language: nullableText,
  problem: nullableText,
  hint: nullableText,
  output: text,
});

const caseStarted = event('case-started', {
  case: text,
  seed: number,
  attempt: number,
  timeLimitMs: number,
  hidden: z.boolean(),
  points: number.nullable().optional(),
  repeat: z.object({ index: number, times: number, score: scoring }).optional(),
  topology,
});

const expectationDecided = event('expectation-decided', {
  case: text,
  index: number,
  outcome: z.object({
    metric: text,
    unit: z.enum(['ratio', 'bits-per-second', 'seconds', 'bytes', 'count']).optional(),
    verdict: z.enum(['pass', 'partial', 'fail']),
    value: metricValue.nullable(),
    expected: text,
    points: number,
    of: number,
    message: text,
  }),
});

const caseEnded = event('case-ended', {
  case: text,
  seed: number,
  attempt: number,
  verdict,
  points: number,
  of: number,
  durationSeconds: number,
  reason: nullableText,
  sentences: z.array(text),
  superseded: z.boolean(),
});

const bodies = [
  runStarted,
  submissionPrepared,
  caseStarted,
  event('environment-found', { case: text, facts: reasons }),
  event('preparation', { case: text, message: text }),
  event('node-ready', { case: text, node: text, sysctls: reasons, skippedSysctls: z.array(text) }),
  event('node-died', { case: text, node: text, cause: text }),
  event('clock-started', { case: text }),
  event('program-started', { case: text, program: text, node: text }),
  event('program-output', { case: text, program: text, stream: z.enum(['stdout', 'stderr']), text }),
  event('program-ended', {
    case: text,
    program: text,
    exitCode: number.nullable(),
    signal: nullableText,
    stopped: z.boolean(),
    limit: z.enum(['memory', 'time']).nullable(),
    durationSeconds: number,
  }),
  event('system-call', {
    case: text,
    program: text,
    node: text,
    pid: number,
    kind: z.enum(['call', 'signal', 'end']),
    text,
    result: nullableText,
    startMs: number,
    durationMs: number.nullable(),
  }),
  event('trace-ended', {
    case: text,
    nodes: z.array(text),
    packets: z.array(
      z.object({ atMs: number, seen: z.enum(['sent', 'received']), from: text, to: text, text }),
    ),
    furtherPackets: number,
    noPackets: nullableText,
    furtherCalls: z.record(text, number),
    clockErrorMs: number,
  }),
  event('flow-progress', { case: text, flow: text, state: flowState }),
  event('flow-ended', { case: text, flow: text, completed: z.boolean(), reason: nullableText, metrics }),
  event('wire-progress', {
    case: text,
    directions: z.array(directionCounters.extend({ link: text, from: text })),
  }),
  event('impairment-changed', {
    case: text,
    link: text,
    from: text,
    impairment,
    cause: z.enum(['timeline', 'hand']),
  }),
  event('fault-fired', {
    case: text,
    link: text,
    from: text,
    rule: number,
    nth: number,
    action: text,
    packet: text,
  }),
  expectationDecided,
  event('case-metrics', { case: text, metrics, absent: reasons }),
  caseEnded,
  event('reference-measured', { case: text, seed: number, metrics }),
  event('repeats-scored', {
    case: text,
    score: scoring,
    times: number,
    passed: number,
    seed: number,
    verdict,
    points: number,
    of: number,
  }),
  event('warning', { case: nullableText, message: text }),
  event('interrupted', { signal: text }),
  event('run-ended', { verdict, points: number, of: number, durationSeconds: number, folder: text }),
] as const;

const bodySchema: z.ZodType<RunEventBody> = z.discriminatedUnion('type', bodies);

export const eventSchema = z.object({ at: number }).and(bodySchema);
