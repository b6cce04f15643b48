/** The lab file's JSON Schema, for editors: made of the schema that the parser checks with. */

import * as z from 'zod/mini';
import { shareDefinitions } from './json-schema-definitions.ts';
import { caseHeaderSchema, headerSchema, sections, submissionSection } from './schema/lab.ts';

export type JsonSchema = { [key: string]: unknown };

const wholeFile = z.strictObject({
  ...headerSchema.shape,
  ...sections,
  submission: submissionSection,
});

/** What is the same in several places stands once, under `$defs`. */
export function labJsonSchema(): object {
  return shareDefinitions(expandedJsonSchema());
}

/** The same with everything in its place. */
export function expandedJsonSchema(): JsonSchema {
  const lab = converted(wholeFile);
  const properties = lab.properties as Record<string, JsonSchema>;
  const header = converted(caseHeaderSchema);
  const overridable = Object.fromEntries(
    Object.keys(sections).map((name) => [name, asOverride(properties[name] ?? {}, name === 'links')]),
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
    title: 'Wirelab lab',
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

/** What a case may say in a section's place: any part of it, and null to remove. Lists replace. */
function asOverride(schema: JsonSchema, ofLink = false): JsonSchema {
  const { description, default: _, ...rest } = schema;
  return {
    ...(description === undefined ? {} : { description }),
    anyOf: [partial(rest, ofLink), { type: 'null' }],
  };
}

function partial(schema: JsonSchema, ofLink = false): JsonSchema {
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
    const entries = Object.entries(schema.properties as Record<string, JsonSchema>)
      .filter(([key]) => key !== 'ends')
      .map(([key, property]) => [key, asOverride(property)]);
    return { ...rest, properties: Object.fromEntries(entries) };
  }
  const values = schema.additionalProperties;
  if (typeof values !== 'object' || values === null) return rest;
  const merged = asOverride(values as JsonSchema);
  // A case may bring a link of its own, with ends; another's ends it can't change.
  const own = ofLink ? { anyOf: [values, ...(merged.anyOf as JsonSchema[])] } : merged;
  return { ...rest, additionalProperties: own };
}
