import type { Lab } from '../lab/lab.ts';
import { relatedMetrics } from '../verdict/requirement.ts';

export interface UnsupportedKey {
  readonly key: string;
  /** What in the lab has it. */
  readonly where: string;
}

/** What the lab asks for, and what can't be run yet. Each key once for what has it. */
export function unsupportedKeys(lab: Lab): UnsupportedKey[] {
  const found = new Map<string, UnsupportedKey>();
  const add = (key: string, where: string) => found.set(`${key} ${where}`, { key, where });
  const hasReference = lab.submission !== null && lab.submission.reference !== null;
  for (const { nodes, expectations } of lab.cases) {
    for (const node of nodes) if (node.trace) add('trace', node.name);
    for (const expectation of expectations) {
      if (!hasReference && relatedMetrics(expectation.requirement, 'reference').length > 0) {
        add('reference', expectation.metric);
      }
    }
  }
  return [...found.values()];
}
