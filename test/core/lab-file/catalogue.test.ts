import { describe, expect, it } from 'vitest';
import { expandedJsonSchema, labJsonSchema } from '../../../src/core/lab-file/json-schema.ts';
import { directionMetrics, flowMetrics } from '../../../src/core/lab-file/metrics.ts';
import { labReference } from '../../../src/core/lab-file/reference.ts';
import { flowMetricNames } from '../../../src/core/measure/flow-metrics.ts';
import { metricUnit } from '../../../src/core/text/figure.ts';

const kinds = ['tcp-bulk', 'tcp-rr', 'udp-stream', 'udp-rr'] as const;

describe('the catalogue of metrics', () => {
  it.each(kinds)('has what %s measures, no more and no less', (kind) => {
    expect(Object.keys(flowMetrics[kind]).sort()).toEqual([...flowMetricNames(kind)].sort());
  });

  it('agrees with the units that reports show', () => {
    const listed = [
      ...kinds.flatMap((kind) =>
        Object.entries(flowMetrics[kind]).map(([name, info]) => [`t.${name}`, info] as const),
      ),
      ...Object.entries(directionMetrics).map(([name, info]) => [`wan.client.${name}`, info] as const),
    ];
    for (const [name, info] of listed) {
      if (info.type === 'number') expect([name, metricUnit(name)]).toEqual([name, info.unit]);
    }
  });
});

type Json = { readonly [key: string]: unknown };

function objects(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(objects);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Json, ...Object.values(value).flatMap(objects)];
}

describe('the JSON Schema', () => {
  it('explains every key', () => {
    for (const schema of objects(expandedJsonSchema())) {
      for (const [key, property] of Object.entries((schema.properties ?? {}) as Record<string, Json>)) {
        expect(property.description, key).toBeTypeOf('string');
      }
    }
  });

  it('closes every map of keys, but for those that start with x-', () => {
    const schema = expandedJsonSchema();
    expect(schema.patternProperties).toHaveProperty('^x-');
    for (const object of objects(schema)) {
      if (object.properties !== undefined) expect(object.additionalProperties).toBe(false);
    }
  });

  it('says where it shares', () => {
    const schema = labJsonSchema() as { $defs: Json };
    const references = objects(schema).flatMap(({ $ref }) => (typeof $ref === 'string' ? [$ref] : []));
    expect(references.length).toBeGreaterThan(10);
    for (const reference of references)
      expect(schema.$defs).toHaveProperty([reference.replace('#/$defs/', '')]);
  });

  it('lets a case say any part of a section, null included, and no ends of a link of the lab', () => {
    const within = (schema: Json | undefined, ...path: (string | number)[]) =>
      path.reduce<Json | undefined>((inner, key) => inner?.[key] as Json | undefined, schema);
    const overrides = within(expandedJsonSchema(), 'properties', 'cases', 'items', 'properties');
    expect(within(overrides, 'nodes', 'anyOf', 1)).toEqual({ type: 'null' });
    const traffic = within(overrides, 'traffic', 'anyOf', 0);
    expect(traffic).toBeDefined();
    for (const option of objects(traffic)) expect(option.required).toBeUndefined();
  });

  it('gives quantities as patterns with examples', () => {
    const quantities = objects(expandedJsonSchema()).filter(({ title }) => title === 'duration');
    expect(quantities.length).toBeGreaterThan(5);
    for (const { pattern, examples } of quantities) {
      expect(pattern).toBeTypeOf('string');
      for (const example of examples as string[]) expect(example).toMatch(new RegExp(String(pattern)));
    }
  });
});

describe('the reference', () => {
  it('has a row for every key of a node and every metric', () => {
    const text = labReference();
    for (const key of [
      '`forward`',
      '`localhost`',
      '`corrupt-payload`',
      '`reorder_extent_max`',
      '`queue_drops`',
    ]) {
      expect(text).toContain(`| ${key} |`);
    }
  });
});
