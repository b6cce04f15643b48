/** A run that ends before its first case: what was to be run in it can't be. */

import type { RunEnded, Verdict } from '../core/event/event.ts';
import { planFlows } from '../core/plan/flow-plan.ts';
import { pointsAtStake, pointsOfCase } from '../core/submission/graded-lab.ts';
import { describeTopology } from './case-topology.ts';
import { emitRunStarted, type RunHeading } from './lab-run.ts';

export interface UnrunLab extends RunHeading {
  readonly folder: string;
  readonly verdict: Extract<Verdict, 'invalid' | 'infra'>;
  readonly reason: string;
}

/** Tells of every case, as of one that began and could not be run, so that its points are in every report. */
export async function recordUnrunLab(unrun: UnrunLab): Promise<RunEnded> {
  const { lab, stream, verdict, reason, folder } = unrun;
  await emitRunStarted(unrun);
  for (const resolved of lab.cases) {
    const { name, timeLimitMs, hidden, points } = resolved;
    stream.emit({
      type: 'case-started',
      case: name,
      seed: lab.seed,
      attempt: 1,
      timeLimitMs,
      hidden,
      points,
      topology: describeTopology(resolved, planFlows(resolved)),
    });
    stream.emit({
      type: 'case-ended',
      case: name,
      seed: lab.seed,
      attempt: 1,
      verdict,
      points: 0,
      of: pointsOfCase(resolved),
      durationSeconds: 0,
      reason,
      sentences: [],
      superseded: false,
    });
  }
  const ended: RunEnded = {
    type: 'run-ended',
    verdict,
    points: 0,
    of: pointsAtStake(lab),
    durationSeconds: stream.elapsedSeconds,
    folder,
  };
  stream.emit(ended);
  return ended;
}
