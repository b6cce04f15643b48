import type { RunResult } from '../../src/core/result/result.ts';
import { type Check, Measured, type ParityCase, type Scenario } from './scenario.ts';

/** A scenario's checks of one run. */
export function findingsOf(parityCase: ParityCase, scenario: Scenario, result: RunResult): readonly Check[] {
  const found = result.cases.find((one) => one.case === parityCase.name);
  if (found === undefined) throw new Error(`the run has no case ${parityCase.name}`);
  return scenario.checks(new Measured(found.metrics, parityCase.idle, changeLateness(result)));
}

/** netem's changes are commands that the machine must run; the fabric's are made when packets are decided upon. */
function changeLateness({ environment }: RunResult): number {
  const said = Object.entries(environment).filter(([fact]) => fact.startsWith('netem.timeline late by'));
  return Math.max(0, ...said.map(([, text]) => Number.parseFloat(String(text)) / 1000));
}
