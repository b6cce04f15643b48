/** The kinds of value that keys hold. */

import * as z from 'zod/mini';
import type { Dimension } from '../quantity.ts';
import * as quantities from '../quantity.ts';
import { parseQuantity, quantityPattern } from '../quantity.ts';

/**
 * A quantity in JSON Schema. Numbers and texts are one schema and no union, so that an editor says what is
 * wrong with the one value; yaml-language-server and VS Code show the messages, validators ignore them.
 */
function quantityShape(dimension: Dimension) {
  const { name, article, bare, largest, examples } = dimension;
  const message = `${article} ${name} such as ${examples.join(', ')}`;
  return {
    title: name,
    ...(bare ? { type: ['number', 'string'], minimum: 0, maximum: largest } : { type: 'string' }),
    pattern: quantityPattern(dimension),
    errorMessage: `Expected ${message}.`,
    patternErrorMessage: `This is not ${message}.`,
    examples: examples.map((example) => (bare && Number(example) >= 0 ? Number(example) : example)),
  };
}

function quantityOf(dimension: Dimension) {
  const input = z.unknown().register(z.globalRegistry, quantityShape(dimension));
  return z.pipe(
    input,
    z.transform((value, context) => {
      const parsed = parseQuantity(value, dimension);
      if (parsed.ok) return parsed.value;
      const { message, hint } = parsed.error;
      context.issues.push({ code: 'custom', input: value, message, params: { hint, quantity: true } });
      return z.NEVER;
    }),
  );
}

/** What a text may look like where scalars are taken as written. */
export const scalarText = { title: 'text', type: ['string', 'number', 'boolean'] };

/** Milliseconds. */
export const duration = quantityOf(quantities.duration);
/** 0 to 1. */
export const ratio = quantityOf(quantities.ratio);
/** Bytes. */
export const size = quantityOf(quantities.size);
/** Bits per second. */
export const bitRate = quantityOf(quantities.bitRate);
/** Per second. */
export const packetRate = quantityOf(quantities.packetRate);

export const namePattern = /^[a-z][a-z0-9-]{0,30}$/;
export const name = z
  .string()
  .check(
    z.regex(
      namePattern,
      'a name has 1 to 31 lower-case letters, digits and hyphens, and starts with a letter',
    ),
  )
  .register(z.globalRegistry, { title: 'name' });
export const text = z.string();

/** A container image. */
export const image = text.check(
  z.minLength(1),
  z.maxLength(255),
  z.regex(/^[a-z0-9][a-zA-Z0-9._\-/:@]*$/, 'this is not the name of an image'),
);
/** Stands under a key whose scalars mean their text: a number arrives as what the file says. */
const asWritten = z.string().register(z.globalRegistry, scalarText);
export const flag = z.boolean();

export function whole(low: number, high: number) {
  return z.int().check(z.gte(low), z.lte(high));
}

export const port = whole(1, 65_535);

/** A regular expression of JavaScript, with the flags m and u. */
export const pattern = z
  .string()
  .register(z.globalRegistry, { title: 'regular expression' })
  .check(z.minLength(1), z.maxLength(1000), (payload) => {
    try {
      new RegExp(payload.value, 'mu');
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      payload.issues.push({ code: 'custom', input: payload.value, message, continue: true });
    }
  });

/** One, or a list of them. */
export function oneOrMore<T extends z.ZodMiniType>(item: T) {
  return z.pipe(
    z.union([item, z.array(item).check(z.minLength(1))]),
    z.transform((value): z.output<T>[] => (Array.isArray(value) ? value : [value]) as z.output<T>[]),
  );
}

/** argv; a string goes to sh -c. */
export const command = z.pipe(
  z.union([
    z.string().check(z.minLength(1)),
    z.array(asWritten).check(z.minLength(1), (payload) => {
      if (payload.value[0] !== '') return;
      payload.issues.push({ code: 'custom', input: '', message: 'the program has no name', path: [0] });
    }),
  ]),
  z.transform((value): readonly string[] => (typeof value === 'string' ? ['sh', '-c', value] : value)),
);

export const environment = z.record(
  z
    .string()
    .check(
      z.regex(
        /^[A-Za-z_][A-Za-z0-9_]{0,127}$/,
        'the name of an environment variable has letters, digits and _ only',
      ),
    ),
  asWritten,
);
