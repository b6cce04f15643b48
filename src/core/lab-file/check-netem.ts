/** What the file asks for and the kernel's netem can't give, where it stands. */

import { metricObstacle } from '../netem/netem-obstacles.ts';
import type { CaseContext } from './case-context.ts';
import type { SourceNode } from './source-tree.ts';
import { child, keySpanAt, spanAt } from './source-tree.ts';

const hint = 'use --emulator fabric';

/** Measures and expectations; impairments are checked as they are resolved, every layer of them. */
export function checkNetem(context: CaseContext): void {
  if (context.emulator !== 'netem') return;
  const { problems } = context;
  for (const { node, value } of context.measures.values()) {
    const key = ['count', 'order'].find((name) => child(node, name) !== undefined);
    if (value === null || key === undefined) continue;
    problems.error(
      'unsupported-by-emulator',
      keySpanAt(node, [key]),
      `the emulator netem can't do ${key}: it keeps no record of every packet`,
      { hint },
    );
  }
  for (const { node } of context.expectations) {
    for (const { name, at } of metricsIn(node)) {
      const why = metricObstacle(name, context.links);
      if (why !== null) problems.error('unsupported-by-emulator', at, why, { hint });
    }
  }
}

/** Every `metric: NAME` in an expectation, those of relations included. */
function metricsIn(node: SourceNode): { readonly name: string; readonly at: SourceNode['span'] }[] {
  if (node.kind === 'list') return node.items.flatMap(metricsIn);
  if (node.kind !== 'map') return [];
  const metric = child(node, 'metric');
  const own = metric?.kind === 'scalar' ? [{ name: metric.text, at: spanAt(node, ['metric']) }] : [];
  return [...own, ...[...node.entries.values()].flatMap(({ value }) => metricsIn(value))];
}
