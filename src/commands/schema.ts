/** `wirelab schema`: the lab file's JSON Schema on standard output. */

import { labJsonSchema } from '../core/lab-file/json-schema.ts';
import { exitStatus } from './exit-status.ts';
import type { CommandIo } from './io.ts';

export async function schemaCommand(io: CommandIo): Promise<number> {
  io.stdout.write(`${JSON.stringify(labJsonSchema(), null, 2)}\n`);
  return exitStatus.allHold;
}
