import type { RunResult } from '../../src/core/result/result.ts';
import { type Check, Measured, type ParityCase, type Scenario } from './scenario.ts';

/** A scenario's checks of one run. */
export function findingsOf(parityCase: ParityCase, scenario: Scenario, result: RunResult): readonly Check[] {
  const found = result.cases.find((one) => one.case === parityCase.name);
  if (found === undefined) throw new Error(`the run has no case ${parityCase.name}`);
  return scenario.checks(new Measured(found.metrics, parityCase.idle));
}
