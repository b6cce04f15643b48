import { describe } from 'vitest';
import { describeWith } from '../support/requires.ts';
import { type Combination, titleOf } from './combination.ts';

/**
 * A suite for each combination. Those that run here run one after the other, and so do those in a guest, which keeps to one
 * processor: beside the others.
 */
export function describeInLanes(
  combinations: readonly Combination[],
  body: (combination: Combination) => void,
): void {
  const lanes = new Map([
    ['here', combinations.filter(({ emulator }) => emulator === 'fabric')],
    ['in a guest', combinations.filter(({ emulator }) => emulator === 'netem')],
  ]);
  for (const [where, lane] of lanes) {
    describe.concurrent(where, () => {
      describe.sequential('one after the other', () => {
        for (const combination of lane) {
          describeWith(combination.needs, titleOf(combination), () => body(combination));
        }
      });
    });
  }
}
