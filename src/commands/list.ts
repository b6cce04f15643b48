/** `wirelab list`: the labs that come with Wirelab. */

import { listBundledLabs } from '../lab-source/lab-source.ts';
import { exitStatus } from './exit-status.ts';
import type { CommandIo } from './io.ts';
import { readLab } from './read-lab.ts';

export async function listCommand(io: CommandIo): Promise<number> {
  const names = listBundledLabs().map(({ name }) => name);
  const width = Math.max(...names.map((name) => name.length));
  let status: number = exitStatus.allHold;
  for (const name of names) {
    const lab = readLab(name, {}, io);
    if (lab === null) status = exitStatus.invalid;
    else io.stdout.write(`${name.padEnd(width)}  ${lab.title}\n`);
  }
  io.stdout.write('\nwirelab show LAB tells more of one, wirelab run LAB runs it.\n');
  return status;
}
