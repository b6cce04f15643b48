/**
 * Labs that use what runtimes and emulators have to give, each in all four combinations: it passes, or is refused for a
 * reason that is said. The other labs differ from these by their programs alone, and run on namespaces and the fabric.
 */

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAgainIfBusy } from '../support/run-again.ts';
import { repository } from '../testbed/repository.ts';
import { combinations } from './combination.ts';
import { describeInLanes } from './lanes.ts';
import { type Machine, machineFor } from './machine.ts';

const labs = [
  'bufferbloat',
  'burst-loss',
  'outage',
  'reordering',
  'syn-loss',
  'tcp-vs-udp',
  'udp-pinger',
] as const;

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

/**
 * What must be so whatever the guest's speed: the scripted faults hit exactly these packets. A guest is a slow
 * machine, in which the fault hop's process may be later than a verdict allows (`infra`, and why is said).
 */
const scripted: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>> = {
  'syn-loss': {
    'no SYN lost': { 'hello.retransmits': 0, 'hello.answered': 1 },
    'first SYN lost': { 'hello.retransmits': 1, 'hello.answered': 1 },
    'first two SYNs lost': { 'hello.retransmits': 2, 'hello.answered': 1 },
    'first three SYNs lost': { 'hello.retransmits': 3, 'hello.answered': 1 },
  },
};

/** A guest takes minutes for a lab: there each kind of impairment and a scripted fault are enough, in containers less. */
const labsInGuest: Readonly<Record<'namespaces' | 'docker', readonly string[]>> = {
  namespaces: ['burst-loss', 'outage', 'syn-loss', 'tcp-vs-udp'],
  docker: ['burst-loss', 'outage'],
};

/** With an engine's images to be made beforehand; and a lab's cases may each be run three times. */
const startLimitMs = 900_000;
const runLimitMs = 600_000;

// test/labs has namespaces and fabric.
describeInLanes(combinations.slice(1), (combination) => {
  let machine: Machine;
  beforeAll(async () => {
    machine = await machineFor(combination);
  }, startLimitMs);
  afterAll(() => machine[Symbol.asyncDispose]());

  const mayBeLate = (lab: string) => combination.emulator === 'netem' && lab in scripted;
  const isRun = (lab: string) =>
    combination.emulator === 'fabric' || labsInGuest[combination.runtime].includes(lab);
  const isRefused = (lab: string) => combination.emulator === 'netem' && lab in refusals;

  describe('runs', () => {
    it.each(labs.filter((lab) => isRun(lab) && !isRefused(lab)))(
      '%s',
      async (lab) => {
        const run = () => machine.run(join(repository, 'labs', lab));
        const { status, stdout, stderr, result } = await (mayBeLate(lab) ? run() : runAgainIfBusy(run));
        const { runtime, emulator } = combination;
        expect(result, `${stdout}\n${stderr}`).toMatchObject({ lab, runtime, emulator });
        for (const [name, metrics] of Object.entries(scripted[lab] ?? {})) {
          const found = result?.cases.find((one) => one.case === name);
          expect(found?.metrics, `${name}\n${stdout}\n${stderr}`).toMatchObject(metrics);
        }
        const late = mayBeLate(lab) ? (result?.cases.filter(({ verdict }) => verdict === 'infra') ?? []) : [];
        const tooBusy = stdout.match(/^Why: the machine was too busy: 1 packet in 100 left its link/gm) ?? [];
        // Attempts that were made once more say it too.
        expect(tooBusy.length).toBeGreaterThanOrEqual(late.length);
        expect(result?.cases.filter((one) => !late.includes(one)).map(({ verdict }) => verdict)).toEqual(
          Array.from({ length: (result?.cases.length ?? 0) - late.length }, () => 'pass'),
        );
        expect(status, `${stdout}\n${stderr}`).toBe(late.length > 0 ? 3 : 0);
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
