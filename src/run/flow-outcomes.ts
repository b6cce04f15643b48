/** A case's flows as they end: their events, their metrics, and the expectations that are decided then. */

import type { RunEventBody } from '../core/event/event.ts';
import type { ResolvedCase } from '../core/lab/lab.ts';
import { aggregateFlows } from '../core/measure/aggregate-flows.ts';
import { judge, judgeableNow } from '../core/verdict/judge.ts';
import type { ReferenceFigures } from '../core/verdict/requirement.ts';
import type { FlowOutcome, TrafficFlow } from '../traffic/traffic.ts';
import { MetricTable } from './case-metrics.ts';

export class FlowOutcomes {
  readonly #case: ResolvedCase;
  readonly #flows: readonly TrafficFlow[];
  readonly #reference: ReferenceFigures | null;
  readonly #emit: (event: RunEventBody) => void;
  readonly #table: MetricTable = new MetricTable();
  readonly #outcomes = new Map<string, FlowOutcome>();
  readonly #decided = new Set<number>();

  constructor(
    resolved: ResolvedCase,
    flows: readonly TrafficFlow[],
    reference: ReferenceFigures | null,
    emit: (event: RunEventBody) => void,
  ) {
    this.#case = resolved;
    this.#flows = flows;
    this.#reference = reference;
    this.#emit = emit;
  }

  /** The flows' metrics so far; the case's end adds the others. */
  get table(): MetricTable {
    return this.#table;
  }

  get decided(): ReadonlySet<number> {
    return this.#decided;
  }

  add(flow: string, outcome: FlowOutcome): void {
    this.#outcomes.set(flow, outcome);
    this.#emit({
      type: 'flow-ended',
      case: this.#case.name,
      flow,
      completed: outcome.completed,
      reason: outcome.reason,
      metrics: outcome.metrics,
    });
    this.#table.addAll(flow, outcome.metrics, outcome.absent);
    const traffic = this.#flows.find(({ plan }) => plan.name === flow)?.spec;
    if (traffic !== undefined && traffic.flows > 1) this.#aggregate(traffic.name);
    this.#decideWhatIsKnown();
  }

  #aggregate(traffic: string): void {
    const parts = this.#flows
      .filter(({ spec }) => spec.name === traffic)
      .map(({ plan }) => this.#outcomes.get(plan.name));
    const ended = parts.filter((part) => part !== undefined);
    if (ended.length < parts.length) return;
    const { metrics, absent } = aggregateFlows(ended);
    this.#table.addAll(traffic, metrics, absent);
  }

  /** What a flow measured is final when it has ended, so what is expected of it can be said at once. */
  #decideWhatIsKnown(): void {
    this.#case.expectations.forEach((expectation, index) => {
      if (this.#decided.has(index) || !judgeableNow(expectation, this.#table.values)) return;
      this.#decided.add(index);
      const outcome = judge(expectation, this.#table.values, this.#table.absent, this.#reference);
      this.#emit({ type: 'expectation-decided', case: this.#case.name, index, outcome });
    });
  }
}
