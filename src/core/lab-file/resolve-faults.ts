import type { FaultSpec } from '../lab/fault.ts';
import type { CaseContext } from './case-context.ts';
import { refersToDirection } from './case-context.ts';

export function resolveFaults(context: CaseContext): FaultSpec[] {
  const resolved: FaultSpec[] = [];
  for (const entity of context.faults) {
    const { value } = entity;
    refersToDirection(context, entity);
    if (value === null) continue;
    resolved.push({
      link: value.link,
      from: value.from ?? null,
      match: value.match ?? {},
      nth: value.nth ?? { of: 'all' },
      action: value.do,
    });
  }
  return resolved;
}
