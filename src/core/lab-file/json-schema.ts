/** The lab file's JSON Schema, for editors: made of the schema that the parser checks with. */

import * as z from 'zod/mini';
import { type JsonSchema, shareDefinitions } from './json-schema-definitions.ts';
import { markdownDescriptions } from './markdown-descriptions.ts';
import { caseHeaderSchema, headerSchema, sections, submissionSection } from './schema/lab.ts';

const wholeFile = z.strictObject({
  ...headerSchema.shape,
  ...sections,
  submission: submissionSection,
});

/** What is the same in several places stands once, under `$defs`. */
export function labJsonSchema(): object {
  return shareDefinitions(markdownDescriptions(withLayers(expandedJsonSchema())) as JsonSchema);
}

/** The same with everything in its place. */
export function expandedJsonSchema(): JsonSchema {
  const lab = converted(wholeFile);
  const properties = lab.properties as Record<string, JsonSchema>;
  const header = converted(caseHeaderSchema);
  const overridable = Object.fromEntries(
    Object.keys(sections).map((name) => [name, asOverride(properties[name] ?? {})]),
  );
  const cases = {
    type: 'array',
    description: 'Runs of the same lab, each with changes of its own. Without it there is one, `main`.',
    minItems: 1,
    items: {
      ...header,
      properties: { ...(header.properties as object), ...overridable },
      additionalProperties: false,
    },
  };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    // No title: editors would show it above every key that has none of its own.
    description: 'A lab of Wirelab.',
    ...lab,
    properties: { ...properties, cases },
    patternProperties: { '^x-': { description: 'Yours: a home for anchors.' } },
  };
}

function converted(schema: z.ZodMiniType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    reused: 'inline',
    target: 'draft-2020-12',
    // Of values that the parser transforms it would leave these out.
    override: ({ zodSchema, jsonSchema }) => {
      const { default: preset, examples } = z.globalRegistry.get(zodSchema) ?? {};
      if (preset !== undefined) Object.assign(jsonSchema, { default: preset });
      if (examples !== undefined) Object.assign(jsonSchema, { examples });
    },
  }) as JsonSchema;
  return rest;
}

/** Where one impairment goes over another within the lab itself, null removes as it does in a case. */
function withLayers(lab: JsonSchema): JsonSchema {
  const from = ['properties', 'links', 'additionalProperties', 'properties', 'from'];
  const set = ['items', 'properties', 'set'];
  const inCases = ['properties', 'cases', 'items', 'properties', 'timeline', 'anyOf', '0', ...set];
  return [from, ['properties', 'timeline', ...set], inCases].reduce(withPartial, lab);
}

/** What stands at `path` in its partial form; what isn't there stays so. */
function withPartial(schema: JsonSchema, path: readonly string[]): JsonSchema {
  const [key, ...rest] = path;
  if (key === undefined) return partial(schema);
  const inner = schema[key];
  if (typeof inner !== 'object' || inner === null) return schema;
  const changed = withPartial(inner as JsonSchema, rest);
  if (!Array.isArray(schema)) return { ...schema, [key]: changed };
  return schema.map((item, index) => (String(index) === key ? changed : item)) as unknown as JsonSchema;
}

/** What a case may say in a section's place: any part of it, and null to remove. Lists replace. */
function asOverride(schema: JsonSchema): JsonSchema {
  const { default: _, ...rest } = schema;
  const changed = partial(rest);
  // One schema where it can be: an editor then says what is wrong with a value, and not with a union.
  if (isOpenScalar(changed)) return { ...changed, type: [changed.type, 'null'].flat() };
  if (Array.isArray(changed.anyOf)) return { ...changed, anyOf: [...changed.anyOf, { type: 'null' }] };
  const { description, ...form } = changed;
  return { ...(description === undefined ? {} : { description }), anyOf: [form, { type: 'null' }] };
}

/** Neither a fixed value nor one of a list. */
function isOpenScalar({ type, enum: values, const: value }: JsonSchema): boolean {
  if (values !== undefined || value !== undefined) return false;
  return [type].flat().every((name) => ['string', 'number', 'integer', 'boolean'].includes(String(name)));
}

function partial(schema: JsonSchema): JsonSchema {
  for (const key of ['oneOf', 'anyOf'] as const) {
    const options = schema[key];
    if (Array.isArray(options)) {
      const { [key]: _, ...rest } = schema;
      return { ...rest, anyOf: options.map((option: JsonSchema) => partial(option)) };
    }
  }
  if (schema.type !== 'object') return schema;
  const { required: _, ...rest } = schema;
  if (schema.properties !== undefined) {
    const entries = Object.entries(schema.properties as Record<string, JsonSchema>).map(([key, property]) => [
      key,
      asOverride(property),
    ]);
    return { ...rest, properties: Object.fromEntries(entries) };
  }
  const values = schema.additionalProperties;
  if (typeof values !== 'object' || values === null) return rest;
  return { ...rest, additionalProperties: asOverride(values as JsonSchema) };
}
