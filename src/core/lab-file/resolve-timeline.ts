import type { LinkSpec, ProgramSpec, TimelineEntry } from '../lab/lab.ts';
import type { CaseContext } from './case-context.ts';
import { refersTo, refersToDirection } from './case-context.ts';
import { merge } from './merge.ts';
import { impairmentText, resolveImpairment } from './resolve-impairment.ts';
import { warnIfAfterEnd } from './resolve-nodes.ts';
import type { SourceNode } from './source-tree.ts';
import { child, spanAt } from './source-tree.ts';

interface Direction {
  text: SourceNode | undefined;
  down: boolean;
}

/** In order of time; a change of a whole link becomes one of each of its directions. */
export function resolveTimeline(
  context: CaseContext,
  links: readonly LinkSpec[],
  programs: readonly ProgramSpec[],
): TimelineEntry[] {
  const directions = new Map<string, Direction>();
  const names = new Set(programs.map(({ name }) => name));
  // What a wrong program, or a submission, would have brought.
  for (const { name, value } of [...context.programs.values(), ...context.nodes.values()]) {
    if (value === null || context.submissionNodes.has(name)) names.add(name);
  }
  const entries: TimelineEntry[] = [];
  const inOrder = context.timeline.toSorted((a, b) => (a.value?.at ?? 0) - (b.value?.at ?? 0));
  for (const entity of inOrder) {
    const { value, node } = entity;
    const known =
      child(node, 'program') === undefined
        ? refersToDirection(context, entity)
        : refersTo(context, 'program', names, entity, ['program']);
    if (value === null || !known) continue;
    warnIfAfterEnd(context, value.at, () => spanAt(node, ['at']), 'this entry of the timeline');
    if (value.program !== undefined && value.do !== undefined) {
      const change = { atMs: value.at, program: value.program };
      entries.push(
        typeof value.do === 'string'
          ? { ...change, do: value.do }
          : { ...change, do: 'signal', signal: `SIG${value.do.signal}` },
      );
      continue;
    }
    if (value.link === undefined) continue;
    const ends = links.find((link) => link.name === value.link)?.ends ?? [];
    for (const end of ends) {
      if (value.from !== undefined && end.node !== value.from) continue;
      context.changesLeft.count -= 1;
      if (context.changesLeft.count < 0) {
        context.problems.error('too-large', entity.at, 'the timelines change too many directions of links');
        return entries;
      }
      const key = `${value.link} ${end.node}`;
      const before = directions.get(key) ?? {
        text: impairmentText(context.linkLayers, value.link, end.node),
        down: false,
      };
      const after: Direction = {
        text: merge(before.text, child(node, 'set')),
        down: value.down ?? before.down,
      };
      directions.set(key, after);
      const impairment = resolveImpairment(context, after.text, entity.at);
      if (impairment === null) continue;
      entries.push({
        atMs: value.at,
        do: 'impair',
        link: value.link,
        from: end.node,
        impairment: { ...impairment, down: after.down },
      });
    }
  }
  return entries;
}
