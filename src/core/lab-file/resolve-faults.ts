import type { FaultSpec } from '../lab/fault.ts';
import type { CaseContext } from './case-context.ts';
import { refersToDirection } from './case-context.ts';

export function resolveFaults(context: CaseContext): FaultSpec[] {
  const resolved: FaultSpec[] = [];
  for (const entity of context.faults) {
    const { value } = entity;
    if (context.emulator === 'netem') {
      context.problems.error('unsupported-by-emulator', entity.at, "the emulator netem can't do faults", {
        hint: 'use --emulator fabric',
      });
    }
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
