import type { SourceEntry, SourceNode } from './source-tree.ts';
import { isNull } from './source-tree.ts';

/**
 * `over` on top of `base`: maps merge deeply, anything else replaces, null removes. What the merging
 * doesn't change stays the same object, so that it is checked once for all cases.
 */
export function merge(base: SourceNode | undefined, over: SourceNode | undefined): SourceNode | undefined {
  if (over === undefined) return base;
  if (isNull(over)) return undefined;
  if (over.kind !== 'map') return over;
  const below = base?.kind === 'map' ? base : undefined;
  const entries = new Map<string, SourceEntry>(below?.entries);
  let changesBase = below === undefined;
  let differsFromOver = below !== undefined && below.entries.size > 0;
  for (const [key, entry] of over.entries) {
    const existing = entries.get(key);
    const value = entry.bare ? entry.value : merge(existing?.value, entry.value);
    if (value !== existing?.value) changesBase = true;
    if (value !== entry.value) differsFromOver = true;
    if (value === undefined) entries.delete(key);
    else if (value !== existing?.value) entries.set(key, { ...entry, value });
  }
  if (!changesBase) return base;
  return differsFromOver ? { kind: 'map', span: over.span, entries } : over;
}
