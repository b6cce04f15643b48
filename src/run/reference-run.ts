/** The reference solution, run in the same place, so that expectations can be relative to it. */

import { join } from 'node:path';
import type { ResolvedCase } from '../core/lab/lab.ts';
import { relatedMetrics } from '../core/verdict/requirement.ts';
import { type CaseRunContext, type CaseTask, runCase } from './case-run.ts';
import { EventStream } from './event-stream.ts';
import type { Reference } from './reference.ts';

/** Whether any expectation is relative to the reference. */
export function needsReference({ expectations }: ResolvedCase): boolean {
  return expectations.some(({ requirement }) => relatedMetrics(requirement, 'reference').length > 0);
}

/**
 * Runs a case with the reference's programs in it, under the same seed, in a folder within the case's.
 * Nothing of it is told but its figures, in one event.
 * @param resolved the case as the reference solution runs it
 * @returns null when the user stopped it
 */
export async function runReference(
  context: CaseRunContext,
  task: CaseTask,
  resolved: ResolvedCase,
): Promise<Reference | null> {
  const stream = new EventStream();
  const quiet = { ...context, stream, cleanEnds: [], onControls: () => {} };
  const folder = join(task.folder, 'reference');
  const ended = await runCase(quiet, { ...task, resolved, folder, repeat: null, reference: null });
  if (ended === null) return null;
  if (ended.verdict === 'infra' || ended.verdict === 'invalid') {
    const end = stream.events.findLast((event) => event.type === 'case-ended');
    return { failed: ended.verdict, reason: end?.reason ?? 'it could not be run' };
  }
  const measured = stream.events.findLast((event) => event.type === 'case-metrics');
  const { metrics = {}, absent = {} } = measured ?? {};
  const needed = task.resolved.expectations.flatMap(({ requirement }) =>
    relatedMetrics(requirement, 'reference'),
  );
  const missing = needed.find((name) => typeof metrics[name] !== 'number');
  if (missing !== undefined) {
    return {
      failed: 'invalid',
      reason: `${missing} has no number: ${absent[missing] ?? 'nothing measured it'}`,
    };
  }
  context.stream.emit({
    type: 'reference-measured',
    case: task.resolved.name,
    seed: task.seed,
    metrics: Object.fromEntries(Object.entries(metrics).filter(([name]) => needed.includes(name))),
  });
  return { metrics, absent };
}
