import { requirementKeys } from './schema/expectation.ts';
import type { SourceNode } from './source-tree.ts';
import { child } from './source-tree.ts';

/** What an expectation requires, in the words and units of the lab file: "between 7% and 13%". */
export function requirementText(expectation: SourceNode): string {
  for (const key of requirementKeys) {
    const node = child(expectation, key);
    if (node === undefined) continue;
    switch (key) {
      case 'is':
        return `is ${figureText(node)}`;
      case 'is-not':
        return `is not ${figureText(node)}`;
      case 'at-least':
        return `at least ${figureText(node)}`;
      case 'at-most':
        return `at most ${figureText(node)}`;
      case 'between':
        return `between ${figureText(child(node, 0))} and ${figureText(child(node, 1))}`;
      case 'within':
        return `within ${figureText(child(node, 'by'))} of ${figureText(child(node, 'of'))}`;
      case 'matches':
        return `matches /${figureText(node)}/`;
      case 'credit':
        return `${figureText(child(node, 'full'))} for all points, ${figureText(child(node, 'zero'))} for none`;
      default:
        return key satisfies never;
    }
  }
  return '';
}

function figureText(node: SourceNode | undefined): string {
  if (node?.kind === 'scalar') return node.text;
  const metric = figureOrNull(child(node, 'metric')) ?? '';
  const times = figureOrNull(child(node, 'times'));
  const plus = figureOrNull(child(node, 'plus'));
  const of = child(node, 'of') === undefined ? '' : ' of the reference';
  return `${times === null ? '' : `${times} × `}${metric}${of}${plus === null ? '' : ` + ${plus}`}`;
}

function figureOrNull(node: SourceNode | undefined): string | null {
  return node?.kind === 'scalar' && node.value !== null ? node.text : null;
}
