/**
 * The same is asked of all four combinations of runtime and emulator; the two ends of every link must measure
 * it. Each check is wrong once in a million runs at the most, but for delays' upper bounds, which allow for what
 * the machine adds to links of which nothing is asked (`allowance`).
 *
 * WIRELAB_PARITY_RESULTS=FOLDER keeps the results, from which `table-program.ts` makes the table in docs/parity.md.
 */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunResult } from '../../src/core/result/result.ts';
import { describeWith } from '../support/requires.ts';
import { type Combination, combinations, titleOf } from './combination.ts';
import { findingsOf } from './findings.ts';
import { describeInLanes } from './lanes.ts';
import { machineFor } from './machine.ts';
import { parityCases, parityLab } from './parity-lab.ts';
import { isWithin } from './scenario.ts';

/** With an engine's images to be made beforehand. */
const limitMs = 1_200_000;

async function measure(combination: Combination): Promise<RunResult> {
  const { runtime, emulator } = combination;
  await using machine = await machineFor(combination);
  const folder = mkdtempSync(join(tmpdir(), 'wirelab-parity-'));
  try {
    const lab = join(folder, 'lab.yaml');
    writeFileSync(lab, parityLab());
    const { status, stdout, stderr, result } = await machine.run(lab);
    if (status !== 0 || result === null) throw new Error(`it ended with ${status}\n${stdout}\n${stderr}`);
    expect(result).toMatchObject({ runtime, emulator, verdict: 'pass' });
    return result;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function keep({ runtime, emulator }: Combination, result: RunResult): void {
  const folder = process.env.WIRELAB_PARITY_RESULTS;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${runtime}-${emulator}.json`), JSON.stringify(result));
}

const results = new Map<string, RunResult>();

describeInLanes(combinations, (combination) => {
  const title = titleOf(combination);
  beforeAll(async () => {
    const result = await measure(combination);
    keep(combination, result);
    results.set(title, result);
  }, limitMs);

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

describeWith(['namespaces', 'tun', 'docker'], 'the fabric', () => {
  it('does the very same to the same packets in either runtime', () => {
    const [inNamespaces, inContainers] = ['namespaces and fabric', 'docker and fabric'].map((title) => {
      const metrics = results.get(title)?.cases[0]?.metrics ?? {};
      const ofChance = /\.(?:sent|lost|duplicates|loss_periods)$/;
      const ofFlows = Object.entries(metrics).filter(([name]) => ofChance.test(name) && !/^..\./.test(name));
      return new Map(ofFlows);
    });
    expect(inNamespaces?.size).toBeGreaterThan(12);
    expect(inContainers).toEqual(inNamespaces);
  });
});
