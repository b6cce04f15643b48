/**
 * The same is asked of all four combinations of runtime and emulator; the two ends of every link must measure
 * it. Each check is wrong once in a million runs at the most, but for delays' upper bounds, which allow for what
 * the machine adds to links of which nothing is asked (`allowance`).
 *
 * WIRELAB_PARITY_RESULTS=FOLDER keeps the results, from which `table-program.ts` makes the table in docs/parity.md.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunResult } from '../../src/core/result/result.ts';
import { describeWith, type NeedName } from '../support/requires.ts';
import { preparedDisk } from '../testbed/docker/prepared-disk.ts';
import { startEngineIn } from '../testbed/uml/engine-in-guest.ts';
import { Guest } from '../testbed/uml/guest.ts';
import { type Combination, here, inGuest, LabFile, type Machine, titleOf } from './combination.ts';
import { findingsOf } from './findings.ts';
import { parityCases, parityLab } from './parity-lab.ts';
import { isWithin } from './scenario.ts';

const limitMs = 900_000;

async function measure({ runtime, emulator }: Combination, machine: Machine): Promise<RunResult> {
  using lab = new LabFile(parityLab());
  const options = ['--runtime', runtime, '--emulator', emulator];
  const { status, stdout, stderr, result } = await machine.run(lab.path, options);
  if (status !== 0 || result === null) throw new Error(`it ended with ${status}\n${stdout}\n${stderr}`);
  expect(result).toMatchObject({ runtime, emulator, verdict: 'pass' });
  const folder = process.env.WIRELAB_PARITY_RESULTS;
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${runtime}-${emulator}.json`), JSON.stringify(result));
  }
  return result;
}

const results = new Map<string, RunResult>();

function judge(
  needs: readonly NeedName[],
  combination: Combination,
  withMachine: (use: (machine: Machine) => Promise<void>) => Promise<void>,
): void {
  const title = titleOf(combination);
  describeWith(needs, title, () => {
    beforeAll(
      () =>
        withMachine(async (machine) => {
          results.set(title, await measure(combination, machine));
        }),
      limitMs,
    );

    describe.each(parityCases)('$name', (parityCase) => {
      it.each(parityCase.scenarios)('$asked, $way', (scenario) => {
        const result = results.get(title);
        if (result === undefined) throw new Error('it was not run');
        const checks = findingsOf(parityCase, scenario, result);
        expect(checks.length).toBeGreaterThan(0);
        expect(checks.filter((check) => !isWithin(check))).toEqual([]);
      });
    });
  });
}

judge(['namespaces', 'tun'], { runtime: 'namespaces', emulator: 'fabric' }, (use) => use(here));

judge(['docker', 'tun'], { runtime: 'docker', emulator: 'fabric' }, (use) => use(here));

judge(['uml'], { runtime: 'namespaces', emulator: 'netem' }, async (use) => {
  await using guest = await Guest.boot();
  await use(inGuest(guest, null));
});

judge(['root', 'images', 'uml'], { runtime: 'docker', emulator: 'netem' }, async (use) => {
  await using guest = await Guest.boot({ memoryMiB: 4096, disk: await preparedDisk() });
  await use(inGuest(guest, await startEngineIn(guest)));
});

describeWith(['namespaces', 'tun', 'docker'], 'the fabric', () => {
  it('does the very same to the same packets in either runtime', () => {
    const [inNamespaces, inContainers] = ['namespaces and fabric', 'docker and fabric'].map((title) => {
      const metrics = results.get(title)?.cases[0]?.metrics ?? {};
      const ofChance = /\.(?:sent|lost|duplicates|loss_periods)$/;
      return Object.entries(metrics).filter(([name]) => ofChance.test(name) && !/^..\./.test(name));
    });
    expect(inNamespaces?.length).toBeGreaterThan(12);
    expect(inContainers).toEqual(inNamespaces);
  });
});
