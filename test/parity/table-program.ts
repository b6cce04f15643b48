/**
 * Writes the table of docs/parity.md out of the results of parity.test.ts:
 * `WIRELAB_PARITY_RESULTS=FOLDER npm test -- --project parity`, then `npx tsx test/parity/table-program.ts FOLDER`.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunResult } from '../../src/core/result/result.ts';
import { repository } from '../testbed/repository.ts';
import { combinations } from './combination.ts';
import { findingsOf } from './findings.ts';
import { parityCases } from './parity-lab.ts';
import { type Check, isWithin } from './scenario.ts';

const [folder = ''] = process.argv.slice(2);
const results = combinations.map(({ runtime, emulator }): RunResult => {
  return JSON.parse(readFileSync(join(folder, `${runtime}-${emulator}.json`), 'utf8'));
});

function show(value: number, unit: Check['unit']): string {
  switch (unit) {
    case 'count':
      return String(value);
    case 'packets':
      return value.toFixed(2);
    case 's':
      return (value * 1000).toFixed(2);
    case 'bit/s':
      return (value / 1000).toFixed(0);
    default:
      return unit satisfies never;
  }
}

const unitNames = { count: '', packets: ', packets', s: ', ms', 'bit/s': ', kbit/s' };

/** The upper bound of delays is another in each run: the least and the greatest of them. */
function band(checks: readonly Check[], unit: Check['unit']): string {
  const low = Math.min(...checks.map((check) => check.low));
  const highs = checks.map((check) => check.high);
  const [least, most] = [Math.min(...highs), Math.max(...highs)].map((high) => show(high, unit));
  if (show(low, unit) === most) return most ?? '';
  return `${show(low, unit)} to ${least === most ? most : `${least} … ${most}`}`;
}

const rows = parityCases.flatMap((parityCase) =>
  parityCase.scenarios.flatMap((scenario) => {
    const perRun = results.map((result) => findingsOf(parityCase, scenario, result));
    const rowsOf = (perRun[0] ?? []).map((_, index) => perRun.flatMap((found) => found[index] ?? []));
    // What never happened and should never happen fills no table.
    const telling = rowsOf.filter((checks) => checks.some(({ value, low }) => value !== 0 || low !== 0));
    return telling.map((checks, index) => {
      const { figure = '', unit = 'count' } = checks[0] ?? {};
      const cells = checks.map((check) => `${show(check.value, unit)}${isWithin(check) ? '' : ' (**no**)'}`);
      const verdict = checks.every(isWithin) ? 'agree' : '**differ**';
      const title = index === 0 ? scenario.asked : '';
      return `| ${[title, `${figure}${unitNames[unit]}`, ...cells, band(checks, unit), verdict].join(' | ')} |`;
    });
  }),
);

const titles = combinations.map(({ runtime, emulator }) => `${runtime}, ${emulator}`);
const table = [
  `| asked | measured by the ends | ${titles.join(' | ')} | must be | |`,
  `| --- | --- | ${titles.map(() => '---:').join(' | ')} | --- | --- |`,
  ...rows,
].join('\n');

const page = join(repository, 'docs', 'parity.md');
const [start, end] = ['<!-- the table -->', '<!-- end of the table -->'];
const text = readFileSync(page, 'utf8');
const from = text.indexOf(start) + start.length;
const to = text.indexOf(end);
if (to < from) throw new Error(`${page} has no place for the table`);
writeFileSync(page, `${text.slice(0, from)}\n\n${table}\n\n${text.slice(to)}`);
