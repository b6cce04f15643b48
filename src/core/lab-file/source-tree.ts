/** What a lab file says, as a tree in which every value still knows its place. */

import type { LineIndex } from '../diagnostic/line-index.ts';

/** A piece of one text. */
export interface Span {
  readonly source: LineIndex;
  readonly start: number;
  readonly end: number;
}

export interface SourceScalar {
  readonly kind: 'scalar';
  readonly span: Span;
  readonly value: string | number | boolean | null;
  /** As written, where it is plain: `010` for what YAML reads as 10. */
  readonly text: string;
}

export interface SourceList {
  readonly kind: 'list';
  readonly span: Span;
  readonly items: readonly SourceNode[];
}

export interface SourceEntry {
  readonly key: Span;
  readonly value: SourceNode;
  /** In flow style, a key that stands between commas with neither colon nor value. */
  readonly bare: boolean;
}

export interface SourceMap {
  readonly kind: 'map';
  readonly span: Span;
  readonly entries: ReadonlyMap<string, SourceEntry>;
}

export type SourceNode = SourceScalar | SourceList | SourceMap;

export type Path = readonly PropertyKey[];

export function child(node: SourceNode | undefined, key: PropertyKey): SourceNode | undefined {
  if (node?.kind === 'map') return node.entries.get(String(key))?.value;
  if (node?.kind === 'list') return node.items[Number(key)];
  return undefined;
}

export function isNull(node: SourceNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}

/** The value's place; where there is none, that of the nearest thing around it that has one. */
export function spanAt(node: SourceNode, path: Path): Span {
  let current = node;
  let span = node.span;
  for (const key of path) {
    if (current.kind === 'map') {
      const entry = current.entries.get(String(key));
      if (entry === undefined) return span;
      // A value that isn't there has no place worth pointing at: its key has.
      span = isNull(entry.value) || entry.value.kind === 'map' ? entry.key : entry.value.span;
      current = entry.value;
    } else {
      const item = child(current, key);
      if (item === undefined) return span;
      span = item.span;
      current = item;
    }
  }
  return span;
}

/** The place of a map's key. */
export function keySpanAt(node: SourceNode, path: Path): Span {
  const key = path.at(-1);
  const parent = nodeAt(node, path.slice(0, -1));
  if (key === undefined || parent?.kind !== 'map') return spanAt(node, path);
  return parent.entries.get(String(key))?.key ?? spanAt(node, path);
}

export function nodeAt(node: SourceNode, path: Path): SourceNode | undefined {
  return path.reduce<SourceNode | undefined>(child, node);
}

/** Plain data for a schema. Under the keys `asWritten` scalars are the text that the file has. */
export function plain(node: SourceNode, asWritten: ReadonlySet<string> = new Set()): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map((item) => plain(item, asWritten));
    case 'map': {
      const object: Record<string, unknown> = {};
      for (const [key, entry] of node.entries) {
        // Null is the absence of a key: `null` removes what it overrides.
        if (isNull(entry.value) && !entry.bare) continue;
        object[key] = asWritten.has(key) ? written(entry.value) : plain(entry.value, asWritten);
      }
      return object;
    }
  }
}

function written(node: SourceNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.text;
    case 'list':
      return node.items.map(written);
    case 'map': {
      const object: Record<string, unknown> = {};
      for (const [key, entry] of node.entries) if (!isNull(entry.value)) object[key] = written(entry.value);
      return object;
    }
  }
}

/** The map with some of its keys only. */
export function pick(map: SourceMap, keep: (key: string) => boolean): SourceMap {
  return { ...map, entries: new Map([...map.entries].filter(([key]) => keep(key))) };
}
