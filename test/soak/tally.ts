/** What many gradings of the same solutions came to. */

import type { RunResult } from '../../src/core/result/result.ts';
import type { Grade } from '../../src/core/submission/grade.ts';
import { type Deserved, fingerprint, wrongVerdict } from '../labs/judgement.ts';

export interface Run {
  readonly lab: string;
  /** The row of the table: a language, or all wrong solutions. */
  readonly kind: string;
  readonly grade: Grade;
  readonly result: RunResult;
  readonly deserved: Deserved;
  /** Cases that were run again because the machine spoilt them. */
  readonly repeated: number;
}

const columns = ['runs', 'right', 'wrong', 'changed', 'infra', 'repeated'] as const;
type Row = Record<(typeof columns)[number], number>;

export class Tally {
  readonly #rows = new Map<string, Row>();
  readonly #firstVerdicts = new Map<string, string>();
  readonly #findings: string[] = [];

  /** @returns what is wrong with the run; null when nothing is */
  add({ lab, kind, grade, result, deserved, repeated }: Run): string | null {
    const row = this.#row(`${lab} ${kind}`);
    row.runs += 1;
    row.repeated += repeated;
    if (grade.verdict === 'infra') {
      row.infra += 1;
      return null;
    }
    const solution = `${lab} ${grade.submission}`;
    const seen = fingerprint(grade);
    const first = this.#firstVerdicts.get(solution) ?? seen;
    this.#firstVerdicts.set(solution, first);
    const wrong = wrongVerdict(grade, result, deserved);
    row[wrong === null ? 'right' : 'wrong'] += 1;
    if (first !== seen) row.changed += 1;
    if (wrong === null && first === seen) return null;
    const finding = `${solution}: ${wrong ?? `first ${first}, now ${seen}`}`;
    this.#findings.push(finding);
    return finding;
  }

  /** Wrong and changed verdicts. */
  get findings(): readonly string[] {
    return this.#findings;
  }

  get runs(): number {
    return this.#sum().runs;
  }

  lines(): string[] {
    const rows = [...this.#rows].sort(([a], [b]) => (a < b ? -1 : 1));
    const table = [
      ['', ...columns],
      ...[...rows, ['all', this.#sum()] as const].map(([name, row]) => [
        name,
        ...columns.map((key) => String(row[key])),
      ]),
    ];
    const widths = table.reduce(
      (most, cells) => cells.map((cell, index) => Math.max(cell.length, most[index] ?? 0)),
      [] as number[],
    );
    return table.map((cells) =>
      cells
        .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
        .join('  '),
    );
  }

  #row(name: string): Row {
    const row = this.#rows.get(name) ?? none();
    this.#rows.set(name, row);
    return row;
  }

  #sum(): Row {
    const sum = none();
    for (const row of this.#rows.values()) for (const key of columns) sum[key] += row[key];
    return sum;
  }
}

function none(): Row {
  return { runs: 0, right: 0, wrong: 0, changed: 0, infra: 0, repeated: 0 };
}
