import type { Lab } from '../lab/lab.ts';
import { boundsOf } from '../verdict/requirement.ts';

export interface UnsupportedKey {
  readonly key: string;
  /** What in the lab has it. */
  readonly where: string;
}

/** What the lab asks for, and what can't be run yet. Each key once for what has it. */
export function unsupportedKeys(lab: Lab): UnsupportedKey[] {
  const found = new Map<string, UnsupportedKey>();
  const add = (key: string, where: string) => found.set(`${key} ${where}`, { key, where });
  if (lab.submission !== null) add('submission', lab.name);
  if (lab.submission?.reference != null) add('reference', 'submission');
  for (const { name, nodes, repeat, measures, expectations } of lab.cases) {
    for (const node of nodes) if (node.trace) add('trace', node.name);
    if (repeat !== null && repeat.score !== 'all') add('repeat', name);
    for (const measure of measures) add('measure', measure.name);
    for (const expectation of expectations) {
      if (expectation.requirement.kind === 'credit') add('credit', expectation.metric);
      if (
        boundsOf(expectation.requirement).some((bound) => bound.is === 'metric' && bound.of === 'reference')
      ) {
        add('reference', expectation.metric);
      }
    }
  }
  return [...found.values()];
}
