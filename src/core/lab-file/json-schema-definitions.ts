export type JsonSchema = { [key: string]: unknown };

/** What is shorter, written out, isn't worth a definition. */
const shortestShared = 160;

/** Moves schemas that stand in several places to `$defs`, named after the key that they first stood under. */
export function shareDefinitions(root: JsonSchema): JsonSchema {
  const counts = new Map<string, number>();
  visit(root, (_, text) => counts.set(text, (counts.get(text) ?? 0) + 1));
  const names = new Map<string, string>();
  const definitions: Record<string, unknown> = {};
  const shared = replace(root, 'lab', true);
  return { ...(shared as JsonSchema), $defs: definitions };

  function replace(value: unknown, key: string, isRoot = false): unknown {
    if (Array.isArray(value)) return value.map((item) => replace(item, key));
    if (typeof value !== 'object' || value === null) return value;
    const text = JSON.stringify(value);
    if (isRoot || !isSchema(value) || (counts.get(text) ?? 0) < 2) return replaceInside(value, key);
    const known = names.get(text);
    if (known !== undefined) return { $ref: `#/$defs/${known}` };
    const name = freeName(key);
    names.set(text, name);
    definitions[name] = null;
    definitions[name] = replaceInside(value, key);
    return { $ref: `#/$defs/${name}` };
  }

  function replaceInside(value: object, key: string): JsonSchema {
    return Object.fromEntries(
      Object.entries(value).map(([inner, item]) => {
        // `default`, `examples` and `enum` hold data, in which nothing is a schema.
        if (['default', 'examples', 'enum', 'const'].includes(inner)) return [inner, item];
        return [inner, replace(item, structural.has(inner) ? key : inner)];
      }),
    );
  }

  function freeName(key: string): string {
    for (let index = 1; ; index += 1) {
      const name = index === 1 ? key : `${key}-${index}`;
      if (!Object.hasOwn(definitions, name)) return name;
    }
  }
}

const structural: ReadonlySet<string> = new Set([
  'properties',
  'additionalProperties',
  'items',
  'anyOf',
  'oneOf',
  'allOf',
  'propertyNames',
  'patternProperties',
]);

function visit(value: unknown, count: (schema: object, text: string) => void): void {
  if (Array.isArray(value)) for (const item of value) visit(item, count);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  if (isSchema(value)) count(value, JSON.stringify(value));
  for (const [key, item] of Object.entries(value)) {
    if (!['default', 'examples', 'enum', 'const'].includes(key)) visit(item, count);
  }
}

function isSchema(value: object): boolean {
  const keyed = 'type' in value || 'anyOf' in value || 'oneOf' in value;
  const typed = !('type' in value) || typeof value.type === 'string' || Array.isArray(value.type);
  return keyed && typed && JSON.stringify(value).length >= shortestShared;
}
