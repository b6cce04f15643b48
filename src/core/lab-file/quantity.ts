/** Quantities as a lab file writes them, such as `40ms`, to numbers in the model's units. */

import type { Result } from '../diagnostic/diagnostic.ts';
import { nearest } from '../diagnostic/suggest.ts';

export interface QuantityProblem {
  readonly message: string;
  readonly hint: string | null;
}

/** factor × 10^exponent; decimal powers are applied to the digits, so that 4.35kB is 4350 exactly. */
interface Scale {
  readonly factor: number;
  readonly exponent: number;
}

export interface Dimension {
  /** As in "a duration". */
  readonly name: string;
  readonly article: string;
  readonly units: ReadonlyMap<string, Scale>;
  /** A number without a unit is taken as it stands. */
  readonly bare: boolean;
  readonly whole: boolean;
  readonly largest: number;
  /** `largest` in the reader's terms. */
  readonly largestText: string;
  readonly examples: readonly string[];
}

function scales(units: Readonly<Record<string, readonly [number, number]>>): ReadonlyMap<string, Scale> {
  return new Map(Object.entries(units).map(([unit, [factor, exponent]]) => [unit, { factor, exponent }]));
}

/** In milliseconds. */
export const duration: Dimension = {
  name: 'duration',
  article: 'a',
  units: scales({ us: [1, -3], ms: [1, 0], s: [1, 3], min: [60, 3] }),
  bare: false,
  whole: false,
  largest: 86_400_000,
  largestText: '1440min',
  examples: ['250us', '40ms', '2s', '1min'],
};

/** 0 to 1. */
export const ratio: Dimension = {
  name: 'ratio',
  article: 'a',
  units: scales({ '%': [1, -2] }),
  bare: true,
  whole: false,
  largest: 1,
  largestText: '100%',
  examples: ['5%', '0.05'],
};

/** In bytes; k is 1000, Ki is 1024. */
export const size: Dimension = {
  name: 'size',
  article: 'a',
  units: scales({
    B: [1, 0],
    kB: [1, 3],
    MB: [1, 6],
    GB: [1, 9],
    KiB: [1024, 0],
    MiB: [1024 ** 2, 0],
    GiB: [1024 ** 3, 0],
  }),
  bare: false,
  whole: true,
  largest: 1e12,
  largestText: '1000GB',
  examples: ['512B', '64kB', '4MB', '4MiB'],
};

/** In bits per second. */
export const bitRate: Dimension = {
  name: 'rate',
  article: 'a',
  units: scales({ bit: [1, 0], kbit: [1, 3], Mbit: [1, 6], Gbit: [1, 9] }),
  bare: false,
  whole: false,
  largest: 1e12,
  largestText: '1000Gbit',
  examples: ['10kbit', '1.5Mbit', '1Gbit'],
};

/** Per second. */
export const packetRate: Dimension = {
  name: 'packet rate',
  article: 'a',
  units: scales({ '/s': [1, 0] }),
  bare: false,
  whole: false,
  largest: 1e6,
  largestText: '1000000/s',
  examples: ['100/s'],
};

export const packetCount: Dimension = {
  name: 'number of packets',
  article: 'a',
  units: scales({ packets: [1, 0], packet: [1, 0] }),
  bare: false,
  whole: true,
  largest: 1e6,
  largestText: '1000000 packets',
  examples: ['20 packets'],
};

/** A number without a unit. */
export const plainNumber: Dimension = {
  name: 'number',
  article: 'a',
  units: new Map(),
  bare: true,
  whole: false,
  largest: Number.MAX_SAFE_INTEGER,
  largestText: String(Number.MAX_SAFE_INTEGER),
  examples: ['3', '0.5'],
};

const quantity = /^(-?)([0-9]+(?:\.[0-9]+)?|\.[0-9]+) ?([A-Za-z%/]*)$/;

/** A regular expression (for JSON Schema) of what `parseQuantity` takes for a string. */
export function quantityPattern(dimension: Dimension): string {
  const units = [...dimension.units.keys()].join('|');
  return `^([0-9]+(\\.[0-9]+)?|\\.[0-9]+) ?(${units})${dimension.bare ? '?' : ''}$`;
}

/** The value in the dimension's unit: never negative, NaN or infinite. */
export function parseQuantity(input: unknown, dimension: Dimension): Result<number, QuantityProblem> {
  if (typeof input === 'number') return fromNumber(input, dimension);
  if (typeof input !== 'string') return wrong(input, dimension);
  const [, minus, digits, unit] = quantity.exec(input.trim()) ?? [];
  if (digits === undefined || unit === undefined) return wrong(input, dimension);
  const scale = unit === '' && dimension.bare ? { factor: 1, exponent: 0 } : dimension.units.get(unit);
  if (scale === undefined) {
    return unit === '' ? withoutUnit(input, dimension) : unknownUnit(input, digits, unit, dimension);
  }
  if (minus === '-') return negative(input, dimension);
  return inRange(Number(`${digits}e${scale.exponent}`) * scale.factor, input, dimension);
}

function fromNumber(input: number, dimension: Dimension): Result<number, QuantityProblem> {
  if (!Number.isFinite(input)) return problem(`${input} is not a finite number`, null);
  if (input < 0) return negative(String(input), dimension);
  if (!dimension.bare) return withoutUnit(String(input), dimension);
  return inRange(input, String(input), dimension);
}

function inRange(value: number, input: string, dimension: Dimension): Result<number, QuantityProblem> {
  if (!(value <= dimension.largest)) {
    return problem(
      `${input} is too much: ${dimension.article} ${dimension.name} is at most ${dimension.largestText}`,
      dimension === ratio && value <= 100 && /^[\d.]+$/.test(input)
        ? `${input} per cent is written ${input}%`
        : null,
    );
  }
  if (dimension.whole && !Number.isInteger(value)) {
    return problem(`${input} is not a whole number of ${dimension === size ? 'bytes' : 'packets'}`, null);
  }
  return { ok: true, value };
}

function negative(input: string, dimension: Dimension): Result<never, QuantityProblem> {
  return problem(`${input} is negative: ${dimension.article} ${dimension.name} is 0 or more`, null);
}

function withoutUnit(input: string, dimension: Dimension): Result<never, QuantityProblem> {
  const units = [...dimension.units.keys()];
  const example = `${input}${units[0] === 'packets' ? ' ' : ''}${units.includes('ms') ? 'ms' : units[0]}`;
  return problem(
    `${input} has no unit: ${dimension.article} ${dimension.name} needs one of ${units.join(', ')}`,
    `such as ${example}`,
  );
}

function unknownUnit(
  input: string,
  digits: string,
  unit: string,
  dimension: Dimension,
): Result<never, QuantityProblem> {
  if (/^[kmg]?bps$/i.test(unit)) {
    const prefix = unit.length === 4 ? (unit[0] ?? '') : '';
    const bits = `${digits}${prefix.toLowerCase() === 'k' ? 'k' : prefix.toUpperCase()}bit`;
    return problem(
      `${unit} is refused: to tc it means bytes per second, to most people bits`,
      `for bits per second write ${bits}`,
    );
  }
  const units = [...dimension.units.keys()];
  const near = units.find((known) => known.toLowerCase() === unit.toLowerCase()) ?? nearest(unit, units);
  const message =
    units.length === 0
      ? `${JSON.stringify(input)} is not a plain number`
      : `unknown unit ${JSON.stringify(unit)}: ${dimension.article} ${dimension.name} is written in ${units.join(', ')}`;
  return problem(message, near === null ? null : `did you mean ${digits}${near}?`);
}

function wrong(input: unknown, dimension: Dimension): Result<never, QuantityProblem> {
  const seen = typeof input === 'string' ? JSON.stringify(input) : describeType(input);
  return problem(
    `expected ${dimension.article} ${dimension.name} such as ${dimension.examples.join(', ')}, not ${seen}`,
    null,
  );
}

export function describeType(input: unknown): string {
  if (input === null || input === undefined) return 'nothing';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object') return 'a map';
  if (typeof input === 'boolean') return String(input);
  return `a ${typeof input}`;
}

function problem(message: string, hint: string | null): Result<never, QuantityProblem> {
  return { ok: false, error: { message, hint } };
}
