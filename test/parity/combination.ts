/** The four combinations, each on a machine that has what it needs: netem in a guest whose kernel has it. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunResult } from '../../src/core/result/result.ts';
import { Workplace } from '../cli/command-line.ts';
import { repository } from '../testbed/repository.ts';
import type { Guest } from '../testbed/uml/guest.ts';

export interface Combination {
  readonly runtime: 'namespaces' | 'docker';
  readonly emulator: 'fabric' | 'netem';
}

export const combinations: readonly Combination[] = [
  { runtime: 'namespaces', emulator: 'fabric' },
  { runtime: 'docker', emulator: 'fabric' },
  { runtime: 'namespaces', emulator: 'netem' },
  { runtime: 'docker', emulator: 'netem' },
];

export function titleOf({ runtime, emulator }: Combination): string {
  return `${runtime} and ${emulator}`;
}

/** A machine that can run some of them. */
export interface Machine {
  run(lab: string, options: readonly string[]): Promise<Ended>;
}

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Null where the lab wasn't run. */
  readonly result: RunResult | null;
}

/** This machine, with the engine of DOCKER_HOST or of the usual socket. */
export const here: Machine = {
  run: async (lab, options) => {
    const dockerHost = process.env.DOCKER_HOST;
    using place = new Workplace(dockerHost === undefined ? {} : { DOCKER_HOST: dockerHost });
    const out = join(place.folder, 'out');
    const ended = await place.run('run', lab, ...options, '--reporter', 'plain', '--out', out);
    return { ...ended, result: resultIn(out) };
  },
};

/** @param dockerHost of the engine in it, if there is one */
export function inGuest(guest: Guest, dockerHost: string | null): Machine {
  return {
    run: async (lab, options) => {
      // What the guest writes is seen outside in this folder only.
      const out = mkdtempSync(join(guest.sharedFolder, 'out-'));
      const argv = ['node', join(repository, 'bin', 'wirelab.js'), 'run', lab, ...options];
      const { exitCode, stdout, stderr } = await guest.run(
        [
          ...argv,
          '--reporter',
          'plain',
          '--reporter',
          `json=${join(out, 'result.json')}`,
          '--out',
          '/tmp/out',
        ],
        { timeoutSeconds: 540, ...(dockerHost === null ? {} : { env: { DOCKER_HOST: dockerHost } }) },
      );
      const ended = { status: exitCode, stdout, stderr, result: resultIn(out) };
      rmSync(out, { recursive: true });
      return ended;
    },
  };
}

/** A folder for a lab file that is made for a test, where the guest sees it too. */
export class LabFile implements Disposable {
  readonly path: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'wirelab-parity-'));

  constructor(text: string) {
    this.path = join(this.#folder, 'lab.yaml');
    writeFileSync(this.path, text);
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function resultIn(folder: string): RunResult | null {
  try {
    const [found] = readdirSync(folder, { recursive: true }).filter((name) =>
      String(name).endsWith('result.json'),
    );
    return found === undefined ? null : JSON.parse(readFileSync(join(folder, String(found)), 'utf8'));
  } catch {
    return null;
  }
}
