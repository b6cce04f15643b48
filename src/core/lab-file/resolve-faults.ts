import type { FaultSpec } from '../lab/fault.ts';
import type { CaseContext } from './case-context.ts';
import { refersTo } from './case-context.ts';
import type { Path } from './source-tree.ts';
import { spanAt } from './source-tree.ts';
import type { Entity } from './validator.ts';

export function resolveFaults(context: CaseContext): FaultSpec[] {
  const resolved: FaultSpec[] = [];
  for (const entity of context.faults) {
    const { value } = entity;
    if (context.emulator === 'netem') {
      context.problems.error('unsupported-by-emulator', entity.at, "the emulator netem can't do faults", {
        hint: 'use --emulator fabric',
      });
    }
    if (value === null) continue;
    checkDirection(context, entity, ['link'], value.link, ['from'], value.from);
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

/** Is there such a link, and does that node send into it? */
export function checkDirection(
  context: CaseContext,
  entity: Entity<unknown>,
  linkPath: Path,
  link: string,
  fromPath: Path,
  from: string | undefined,
): boolean {
  if (!refersTo(context, 'link', context.links, entity, linkPath, link)) return false;
  const ends = context.links.get(link)?.value?.ends;
  if (from === undefined || ends === undefined || ends.includes(from)) return true;
  context.problems.error(
    'unknown-name',
    spanAt(entity.node, fromPath),
    `${JSON.stringify(from)} is no end of ${link}: there is no such direction`,
    { hint: `its ends are ${ends.join(', ')}` },
  );
  return false;
}
