/** What the plain report remembers of the case that runs now, for the tables at its end. */

import type {
  CaseStarted,
  ExpectationOutcome,
  RunEvent,
  SystemCall,
  TraceEnded,
  WireProgress,
} from '../core/event/event.ts';
import type { MetricValue } from '../core/lab/lab.ts';
import { timeLine } from '../core/trace/time-line.ts';
import { expectationTable, flowTables, wireTable } from './case-tables.ts';
import { QuotedOutput } from './quoted-output.ts';
import { timeLineTable } from './time-line-table.ts';

export class OpenCase {
  readonly output = new QuotedOutput();
  readonly #calls: SystemCall[] = [];
  #trace: TraceEnded | null = null;
  changedByHand = false;
  readonly #started: CaseStarted;
  readonly #flows = new Map<string, Readonly<Record<string, MetricValue>>>();
  readonly #faults = new Map<string, number>();
  readonly #outcomes = new Map<number, ExpectationOutcome>();
  #wire: WireProgress['directions'] = [];
  #metrics: Readonly<Record<string, MetricValue>> = {};

  constructor(started: CaseStarted) {
    this.#started = started;
  }

  note(event: RunEvent): void {
    switch (event.type) {
      case 'flow-ended':
        this.#flows.set(event.flow, event.metrics);
        return;
      case 'wire-progress':
        this.#wire = event.directions;
        return;
      case 'case-metrics':
        this.#metrics = event.metrics;
        return;
      case 'expectation-decided':
        this.#outcomes.set(event.index, event.outcome);
        return;
      case 'impairment-changed':
        this.changedByHand ||= event.cause === 'hand';
        return;
      case 'system-call':
        this.#calls.push(event);
        return;
      case 'trace-ended':
        this.#trace = event;
        return;
      default:
    }
  }

  /** How often this rule has fired, this time included. */
  countFault(name: string): number {
    const count = (this.#faults.get(name) ?? 0) + 1;
    this.#faults.set(name, count);
    return count;
  }

  tables(): string[][] {
    const { topology } = this.#started;
    const faults = [...this.#faults].map(([name, count]) =>
      count === 1 ? `${name}: fired once` : `${name}: fired ${count} times`,
    );
    const outcomes = [...this.#outcomes].sort(([a], [b]) => a - b).map(([, outcome]) => outcome);
    return [
      ...flowTables(topology.flows, this.#flows),
      wireTable(topology, this.#metrics, this.#wire),
      faults,
      expectationTable(outcomes),
      this.#trace === null ? [] : timeLineTable(timeLine(this.#calls, this.#trace)),
    ].filter((table) => table.length > 0);
  }
}
