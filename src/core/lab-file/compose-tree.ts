import type { Alias, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { DiagnosticCode } from '../diagnostic/diagnostic.ts';
import type { LineIndex } from '../diagnostic/line-index.ts';
import { deepestNesting, expandedNodeBudget } from './limits.ts';
import type { Problems } from './problems.ts';
import type { SourceEntry, SourceNode, Span } from './source-tree.ts';

interface Composed {
  readonly node: SourceNode;
  /** Nodes in it, what its aliases stand for included. */
  readonly nodes: number;
  readonly depth: number;
}

/** Turns the parser's tree into ours: aliases followed within a budget, keys checked. */
export class YamlComposition {
  readonly #source: LineIndex;
  readonly #text: string;
  readonly #problems: Problems;
  readonly #anchors = new Map<string, Composed | 'open'>();
  #expanded = 0;
  #failed = false;

  constructor(source: LineIndex, text: string, problems: Problems) {
    this.#source = source;
    this.#text = text;
    this.#problems = problems;
  }

  /** Null where the tree can't be used at all. */
  compose(contents: unknown): SourceNode | null {
    const composed = this.#node(contents, 0, { source: this.#source, start: 0, end: 0 });
    return this.#failed ? null : composed.node;
  }

  #node(node: unknown, level: number, around: Span): Composed {
    if (this.#failed) return this.#leaf(around);
    if (isAlias(node)) return this.#alias(node, level);
    if (isMap(node)) return this.#anchored(node, () => this.#map(node, level));
    if (isSeq(node)) return this.#anchored(node, () => this.#list(node, level));
    if (isScalar(node)) return this.#anchored(node, () => this.#scalar(node));
    return this.#leaf(around);
  }

  #anchored(node: YAMLMap | YAMLSeq | Scalar, compose: () => Composed): Composed {
    const { anchor } = node;
    if (anchor === undefined) return compose();
    this.#anchors.set(anchor, 'open');
    const composed = compose();
    this.#anchors.set(anchor, composed);
    return composed;
  }

  #alias(alias: Alias, level: number): Composed {
    const at = this.#span(alias);
    const target = this.#anchors.get(alias.source);
    if (target === undefined || target === 'open') {
      return this.#fail(
        'alias',
        at,
        target === 'open'
          ? `the alias *${alias.source} stands inside of what it stands for`
          : `no anchor &${alias.source} stands before this alias`,
      );
    }
    this.#expanded += target.nodes;
    if (this.#expanded > expandedNodeBudget) {
      return this.#fail('alias-budget', at, `aliases stand for more than ${expandedNodeBudget} values`);
    }
    if (level + target.depth > deepestNesting) return this.#tooDeep(at);
    return target;
  }

  #map(map: YAMLMap, level: number): Composed {
    const span = this.#span(map);
    if (level >= deepestNesting) return this.#tooDeep(span);
    const entries = new Map<string, SourceEntry>();
    let nodes = 1;
    let depth = 0;
    for (const pair of map.items as Pair[]) {
      const key = this.#key(pair.key, span);
      const value = this.#node(pair.value, level + 1, key?.span ?? span);
      nodes += value.nodes;
      depth = Math.max(depth, value.depth);
      if (key === null || this.#failed) continue;
      const first = entries.get(key.name);
      if (first !== undefined) {
        this.#problems.error(
          'duplicate-key',
          key.span,
          `the key ${JSON.stringify(key.name)} stands here twice`,
          {
            related: [{ message: 'it stood here first', at: first.key }],
          },
        );
        continue;
      }
      const bare = map.flow === true && pair.value === null && key.name !== '';
      entries.set(key.name, { key: key.span, value: value.node, bare });
    }
    return { node: { kind: 'map', span, entries }, nodes, depth: depth + 1 };
  }

  #key(key: unknown, around: Span): { name: string; span: Span } | null {
    const composed = this.#node(key, 0, around);
    const { node } = composed;
    if (node.kind !== 'scalar') {
      this.#problems.error('forbidden-key', node.span, 'a key must be a plain text');
      return null;
    }
    const span = isAlias(key) ? this.#span(key) : node.span;
    if (node.text === '<<') {
      this.#problems.error('merge-key', span, '`<<` is not part of YAML 1.2 and is not supported', {
        hint: 'give the whole map an anchor and an alias, or override single keys in a case',
      });
      return null;
    }
    if (node.text === '__proto__') {
      this.#problems.error('forbidden-key', span, '`__proto__` cannot be a key');
      return null;
    }
    return { name: node.text, span };
  }

  #list(list: YAMLSeq, level: number): Composed {
    const span = this.#span(list);
    if (level >= deepestNesting) return this.#tooDeep(span);
    let nodes = 1;
    let depth = 0;
    const items = list.items.map((item) => {
      // In a flow list `a: b` is a map of one pair, which stands there as a bare pair at times.
      const composed = this.#node(item, level + 1, span);
      nodes += composed.nodes;
      depth = Math.max(depth, composed.depth);
      return composed.node;
    });
    return { node: { kind: 'list', span, items }, nodes, depth: depth + 1 };
  }

  #scalar(scalar: Scalar): Composed {
    const span = this.#span(scalar);
    const { value } = scalar;
    const known =
      value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? value
        : (scalar.source ?? '');
    if (typeof known === 'string' && known.includes('\0')) {
      this.#problems.error('unreadable-text', span, 'a text cannot hold a NUL character');
    }
    const text = typeof known === 'string' ? known : (scalar.source ?? String(known));
    return { node: { kind: 'scalar', span, value: known, text }, nodes: 1, depth: 0 };
  }

  #leaf(span: Span): Composed {
    return { node: { kind: 'scalar', span, value: null, text: '' }, nodes: 1, depth: 0 };
  }

  #span(node: { range?: readonly number[] | null }): Span {
    const start = node.range?.[0] ?? 0;
    const end = node.range?.[1] ?? start;
    // Block collections end with their last line's break, which is no part of what they say.
    return { source: this.#source, start, end: start + this.#text.slice(start, end).trimEnd().length };
  }

  #tooDeep(at: Span): Composed {
    return this.#fail('too-deep', at, `nested more than ${deepestNesting} levels deep`);
  }

  #fail(code: DiagnosticCode, at: Span, message: string): Composed {
    this.#problems.error(code, at, message);
    this.#failed = true;
    return this.#leaf(at);
  }
}
