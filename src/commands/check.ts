/** `wirelab check LAB...`: validates, runs nothing. */

import { exitStatus } from './exit-status.ts';
import type { CommandIo } from './io.ts';
import { readLab } from './read-lab.ts';

export interface CheckOptions {
  readonly strict?: boolean;
  readonly emulator: 'auto' | 'netem' | 'fabric';
}

export async function checkCommand(
  labs: readonly string[],
  options: CheckOptions,
  io: CommandIo,
): Promise<number> {
  let status: number = exitStatus.allHold;
  for (const argument of labs) {
    const lab = readLab(argument, { emulator: options.emulator, strict: options.strict ?? false }, io);
    if (lab === null) {
      status = exitStatus.invalid;
      continue;
    }
    const cases = lab.cases.length === 1 ? '1 case' : `${lab.cases.length} cases`;
    const count = lab.cases.reduce((sum, { expectations }) => sum + expectations.length, 0);
    io.stdout.write(`${argument}: a valid lab, ${cases}, ${count} expectations\n`);
  }
  return status;
}
