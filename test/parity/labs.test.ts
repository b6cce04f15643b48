/** Every lab that comes with Wirelab passes in all four combinations, or is refused for a reason that is said. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWith } from '../support/requires.ts';
import { repository } from '../testbed/repository.ts';
import { combinations, titleOf } from './combination.ts';
import { type Machine, machineFor } from './machine.ts';

const labs = readdirSync(join(repository, 'labs')).sort();

/** What netem's counters can't tell. Expectations of these metrics would have no value. */
const refusals: Readonly<Record<string, readonly string[]>> = {
  bufferbloat: [
    "slow.router.queue_max has no value: the kernel's queues tell their length now, not the most it was",
    "slow.router.delay_p50 has no value: the kernel's netem doesn't tell how long packets took",
  ],
  reordering: [
    "path.sender.reordered has no value: the kernel's netem doesn't tell which packets overtook others",
  ],
};

/** With an engine's images to be made beforehand; and a lab's cases may each be run three times. */
const startLimitMs = 900_000;
const runLimitMs = 600_000;

// test/labs has namespaces and fabric.
for (const combination of combinations.slice(1)) {
  describeWith(combination.needs, titleOf(combination), () => {
    let machine: Machine;
    beforeAll(async () => {
      machine = await machineFor(combination);
    }, startLimitMs);
    afterAll(() => machine[Symbol.asyncDispose]());

    const isRefused = (lab: string) => combination.emulator === 'netem' && lab in refusals;

    describe('runs', () => {
      it.each(labs.filter((lab) => !isRefused(lab)))(
        '%s',
        async (lab) => {
          const { status, stdout, stderr, result } = await machine.run(join(repository, 'labs', lab));
          expect(status, `${stdout}\n${stderr}`).toBe(0);
          const { runtime, emulator } = combination;
          expect(result).toMatchObject({ lab, runtime, emulator, verdict: 'pass' });
        },
        runLimitMs,
      );
    });

    const refused = labs.filter(isRefused);
    if (refused.length > 0) {
      it.each(refused)('refuses %s before anything starts', async (lab) => {
        const { status, stderr, result } = await machine.run(join(repository, 'labs', lab));
        expect({ status, result }).toEqual({ status: 2, result: null });
        for (const why of refusals[lab] ?? []) expect(stderr).toContain(why);
        expect(stderr).toContain('hint: use --emulator fabric');
      });
    }
  });
}
