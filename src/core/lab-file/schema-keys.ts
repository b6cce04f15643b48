import type * as z from 'zod/mini';
import type { Path, SourceNode } from './source-tree.ts';

/** The keys that the schema knows at a place, for "did you mean". */
export function keysAt(schema: z.ZodMiniType, path: Path, node: SourceNode | undefined): string[] {
  const found = new Set<string>();
  for (const reached of descend(schema as unknown as z.core.$ZodTypes, path)) {
    for (const key of objectKeys(reached, node)) found.add(key);
  }
  return [...found];
}

function* descend(schema: z.core.$ZodTypes, path: Path): Iterable<z.core.$ZodTypes> {
  const { def } = schema._zod;
  switch (def.type) {
    case 'optional':
      yield* descend(def.innerType as z.core.$ZodTypes, path);
      return;
    case 'pipe':
      yield* descend(def.in as z.core.$ZodTypes, path);
      return;
    case 'union':
      for (const option of def.options) yield* descend(option as z.core.$ZodTypes, path);
      return;
    default:
  }
  const [key, ...rest] = path;
  if (key === undefined) {
    yield schema;
  } else if (def.type === 'object') {
    const inner = def.shape[String(key)];
    if (inner !== undefined) yield* descend(inner as z.core.$ZodTypes, rest);
  } else if (def.type === 'array') {
    yield* descend(def.element as z.core.$ZodTypes, rest);
  } else if (def.type === 'record') {
    yield* descend(def.valueType as z.core.$ZodTypes, rest);
  }
}

/** Of several forms, those whose fixed values (`kind`) the map has. */
function objectKeys(schema: z.core.$ZodTypes, node: SourceNode | undefined): string[] {
  const { def } = schema._zod;
  if (def.type !== 'object') return [];
  for (const [key, inner] of Object.entries(def.shape)) {
    const innerDef = (inner as z.core.$ZodTypes)._zod.def;
    const given = node?.kind === 'map' ? node.entries.get(key)?.value : undefined;
    if (innerDef.type !== 'literal' || given?.kind !== 'scalar') continue;
    if (!innerDef.values.includes(given.value)) return [];
  }
  return Object.keys(def.shape);
}
