import { describe, expect, it } from 'vitest';
import { expandedJsonSchema, labJsonSchema } from '../../../src/core/lab-file/json-schema.ts';

type Json = { readonly [key: string]: unknown };

const schema = labJsonSchema() as Json;

/** What stands at a path, through references; a number goes into a union or a list. */
function at(...path: (string | number)[]): Json {
  return path.reduce<Json>((inner, key) => resolved(resolved(inner)[String(key)] as Json), resolved(schema));
}

function resolved(inner: Json): Json {
  if (typeof inner?.$ref !== 'string') return inner;
  const { $ref, ...beside } = inner;
  const definitions = schema.$defs as Record<string, Json>;
  return { ...definitions[$ref.replace('#/$defs/', '')], ...beside };
}

function objects(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(objects);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Json, ...Object.values(value).flatMap(objects)];
}

const link = ['properties', 'links', 'additionalProperties', 'properties'] as const;
const inCase = ['properties', 'cases', 'items', 'properties'] as const;
const linkInCase = [...inCase, 'links', 'anyOf', 0, 'additionalProperties', 'anyOf', 0] as const;

describe('the schema in an editor', () => {
  it('has no title at the root, which every key would inherit', () => {
    expect(schema.title).toBeUndefined();
  });

  it('names the kinds of traffic, and the forms that a value may have', () => {
    const kinds = at('properties', 'traffic', 'additionalProperties').oneOf as Json[];
    expect(kinds.map((kind) => resolved(kind).title)).toEqual(['tcp-bulk', 'tcp-rr', 'udp-stream', 'udp-rr']);
    const loss = at(...link, 'impair', 'properties', 'loss').anyOf as Json[];
    expect(loss.map((form) => resolved(form).title)).toEqual(['ratio', 'loss model']);
  });

  it('has one schema for each quantity, which says in words what is wrong', () => {
    const delay = at(...link, 'impair', 'properties', 'delay');
    expect(delay).toMatchObject({
      type: 'string',
      errorMessage: 'Expected a duration such as 250us, 40ms, 2s, 1min.',
      patternErrorMessage: 'This is not a duration such as 250us, 40ms, 2s, 1min.',
    });
    expect(at(...link, 'impair', 'properties', 'duplicate')).toMatchObject({
      type: ['number', 'string'],
      maximum: 1,
      examples: ['5%', 0.05],
    });
    for (const { pattern, title, patternErrorMessage } of objects(expandedJsonSchema())) {
      const isQuantity = ['duration', 'ratio', 'size', 'rate', 'packet rate', 'queue length'].includes(
        String(title),
      );
      if (isQuantity && pattern !== undefined)
        expect(patternErrorMessage, String(title)).toBeTypeOf('string');
    }
  });

  it('takes packets and bytes for a queue, and no number alone', () => {
    const [length] = at(...link, 'impair', 'properties', 'queue').anyOf as Json[];
    const { type, pattern } = resolved(length ?? {});
    expect(type).toBe('string');
    for (const good of ['20 packets', '1 packet', '30kB']) expect(good).toMatch(new RegExp(String(pattern)));
    for (const bad of ['20', '20 packages', '30kbit']) expect(bad).not.toMatch(new RegExp(String(pattern)));
  });

  it('takes numbers where scalars are taken as written', () => {
    const node = [...(['properties', 'nodes', 'additionalProperties', 'properties'] as const)];
    const any = ['string', 'number', 'boolean'];
    expect(at(...node, 'env', 'additionalProperties').type).toEqual(any);
    expect(at(...node, 'sysctl', 'additionalProperties').type).toEqual(any);
    expect(at(...node, 'run', 'anyOf', 1, 'items').type).toEqual(any);
  });

  it('shows descriptions with code in them as Markdown', () => {
    const described = objects(schema).filter(({ description }) => typeof description === 'string');
    expect(described.length).toBeGreaterThan(50);
    for (const { description, markdownDescription } of described) {
      expect(markdownDescription).toBe(String(description).includes('`') ? description : undefined);
    }
  });

  it('asks a case for no part of a link, and keeps its values one schema each', () => {
    const properties = at(...linkInCase, 'properties');
    expect(at(...linkInCase).required).toBeUndefined();
    expect(Object.keys(properties)).toContain('ends');
    expect(at(...linkInCase, 'properties', 'impair', 'anyOf', 0, 'properties', 'delay')).toMatchObject({
      type: ['string', 'null'],
      errorMessage: 'Expected a duration such as 250us, 40ms, 2s, 1min.',
    });
    const loss = at(...linkInCase, 'properties', 'impair', 'anyOf', 0, 'properties', 'loss').anyOf as Json[];
    expect(loss.map((form) => resolved(form).type)).toEqual([['number', 'string'], 'object', 'null']);
  });

  it.each([
    ["a lab's `from`", [...link, 'from', 'additionalProperties', 'anyOf', 0, 'properties']],
    ['the timeline', ['properties', 'timeline', 'items', 'properties', 'set', 'properties']],
    ["a case's timeline", [...inCase, 'timeline', 'anyOf', 0, 'items', 'properties', 'set', 'properties']],
  ])('lets null remove an impairment in %s', (_, path) => {
    expect(at(...path, 'delay').type).toEqual(['string', 'null']);
    expect(at(...path, 'loss').anyOf).toContainEqual({ type: 'null' });
  });
});
