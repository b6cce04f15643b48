import type { CaseContext } from './case-context.ts';
import { namePattern } from './schema/values.ts';
import type { Span } from './source-tree.ts';

const longestShown = 60;

/** Nodes, links, programs, traffic and measures share one space of names. */
export function checkNames(context: CaseContext): void {
  const first = new Map<string, { kind: string; at: Span }>();
  const kinds = [
    ['node', context.nodes],
    ['program', context.programs],
    ['link', context.links],
    ['traffic', context.traffic],
    ['measure', context.measures],
  ] as const;
  for (const [kind, entities] of kinds) {
    for (const { name, at } of entities.values()) {
      if (!namePattern.test(name)) {
        const shown = JSON.stringify(name.length > longestShown ? `${name.slice(0, longestShown)}…` : name);
        context.problems.error('bad-name', at, `${shown} can't be a name`, {
          hint: 'a name has 1 to 31 lower-case letters, digits and hyphens, and starts with a letter',
        });
      }
      const other = first.get(name);
      if (other === undefined) {
        first.set(name, { kind, at });
        continue;
      }
      context.problems.error(
        'duplicate-name',
        at,
        `${JSON.stringify(name)} is a ${other.kind}'s name already`,
        {
          related: [{ message: `the ${other.kind}`, at: other.at }],
        },
      );
    }
  }
}
