/** A number out of what a program printed. */

import { type FindPattern, findUnhurried } from '../text/find-pattern.ts';
import type { Measured } from './measured.ts';

/** By unit: what a figure is multiplied by, then divided by; exact powers, so that 40ms is 0.04 exactly. */
const scales: Readonly<Record<string, readonly [times: number, over: number]>> = {
  us: [1, 1e6],
  ms: [1, 1e3],
  s: [1, 1],
  min: [60, 1],
  B: [1, 1],
  kB: [1e3, 1],
  MB: [1e6, 1],
  GB: [1e9, 1],
  KiB: [1024, 1],
  MiB: [1024 ** 2, 1],
  GiB: [1024 ** 3, 1],
  '%': [1, 100],
  bit: [1, 1],
  kbit: [1e3, 1],
  Mbit: [1e6, 1],
  Gbit: [1e9, 1],
};

const decimal = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$/;
const shownCharacters = 40;

/**
 * The first group of the first match in the whole text, multiline.
 * @param unit as in the lab file; null: the number as it stands
 */
export function outputMeasure(
  text: string,
  pattern: string,
  unit: string | null,
  find: FindPattern = findUnhurried,
): Measured {
  const match = find(new RegExp(pattern, 'm'), text);
  if (match === null) {
    return { absent: text === '' ? 'nothing was printed' : `what was printed doesn't match /${pattern}/` };
  }
  const printed = match[1]?.trim() ?? '';
  const number = decimal.test(printed) ? Number(printed) : Number.NaN;
  if (!Number.isFinite(number)) {
    return {
      absent: `/${pattern}/ found ${JSON.stringify(printed.slice(0, shownCharacters))}, which is no number`,
    };
  }
  const [times, over] = scales[unit ?? 's'] ?? [1, 1];
  return { value: (number * times) / over };
}
