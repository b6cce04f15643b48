/** Where each combination runs: here, or for netem in a guest whose kernel has it. */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunResult } from '../../src/core/result/result.ts';
import { Workplace } from '../cli/command-line.ts';
import { preparedDisk } from '../testbed/docker/prepared-disk.ts';
import { repository } from '../testbed/repository.ts';
import { startEngineIn } from '../testbed/uml/engine-in-guest.ts';
import { Guest } from '../testbed/uml/guest.ts';
import type { Combination } from './combination.ts';

export interface Machine extends AsyncDisposable {
  /** `wirelab run LAB` with the combination that the machine is for. */
  run(lab: string): Promise<Ended>;
}

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Null where the lab wasn't run. */
  readonly result: RunResult | null;
}

export async function machineFor(combination: Combination): Promise<Machine> {
  const options = ['--runtime', combination.runtime, '--emulator', combination.emulator];
  if (combination.emulator === 'fabric') return here(options);
  if (combination.runtime === 'namespaces') return inGuest(await Guest.boot(), options, {});
  const guest = await Guest.boot({ memoryMiB: 4096, disk: await preparedDisk() });
  try {
    return inGuest(guest, options, { DOCKER_HOST: await startEngineIn(guest) });
  } catch (error) {
    await guest[Symbol.asyncDispose]();
    throw error;
  }
}

function here(options: readonly string[]): Machine {
  const { DOCKER_HOST } = process.env;
  return {
    run: async (lab) => {
      using place = new Workplace(DOCKER_HOST === undefined ? {} : { DOCKER_HOST });
      const out = join(place.folder, 'out');
      const ended = await place.run('run', lab, ...options, '--reporter', 'plain', '--out', out);
      return { ...ended, result: resultIn(out) };
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

function inGuest(guest: Guest, options: readonly string[], env: Readonly<Record<string, string>>): Machine {
  return {
    run: async (lab) => {
      // What the guest writes is seen outside in this folder alone.
      const folder = mkdtempSync(join(guest.sharedFolder, 'result-'));
      const reporters = ['--reporter', 'plain', '--reporter', `json=${join(folder, 'result.json')}`];
      const argv = ['node', join(repository, 'bin', 'wirelab.js'), 'run', lab, ...options, ...reporters];
      const { exitCode, stdout, stderr } = await guest.run([...argv, '--out', '/tmp/out'], {
        timeoutSeconds: 800,
        env,
      });
      const result = resultIn(folder);
      rmSync(folder, { recursive: true });
      return { status: exitCode, stdout, stderr, result };
    },
    [Symbol.asyncDispose]: () => guest[Symbol.asyncDispose](),
  };
}

function resultIn(folder: string): RunResult | null {
  try {
    const names = readdirSync(folder, { recursive: true }).map(String);
    const name = names.find((one) => one.endsWith('result.json'));
    return name === undefined ? null : JSON.parse(readFileSync(join(folder, name), 'utf8'));
  } catch {
    return null;
  }
}
