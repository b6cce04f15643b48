/** `wirelab export compose LAB`: a lab as a plain compose file. */

import { composeFile } from '../core/export/compose.ts';
import { safeLine } from '../core/text/safe-text.ts';
import { CopiedFiles, filesInPlace, writeComposeFolder } from '../export/compose-folder.ts';
import { exitStatus } from './exit-status.ts';
import type { CommandIo } from './io.ts';
import { readLab } from './read-lab.ts';

export interface ExportComposeOptions {
  readonly case?: string;
  /** `-` is standard output; `<lab>-compose` unless given. */
  readonly out?: string;
}

export async function exportComposeCommand(
  argument: string,
  options: ExportComposeOptions,
  io: CommandIo,
): Promise<number> {
  const lab = readLab(argument, {}, io);
  if (lab === null) return exitStatus.invalid;
  const refuse = (problem: string): number => {
    io.stderr.write(`wirelab: ${safeLine(problem)}\n`);
    return exitStatus.invalid;
  };
  const resolved =
    options.case === undefined ? lab.cases[0] : lab.cases.find(({ name }) => name === options.case);
  if (resolved === undefined) {
    const known = lab.cases.map(({ name }) => JSON.stringify(name)).join(', ');
    return refuse(`${lab.name} has no case ${JSON.stringify(options.case)}; it has ${known}`);
  }
  const out = options.out ?? `${lab.name}-compose`;
  const copied = new CopiedFiles(lab.folder);
  const made = composeFile(lab, resolved, out === '-' ? filesInPlace : copied);
  if (!made.ok) return refuse(made.problem);
  if (out === '-') {
    io.stdout.write(made.text);
    return exitStatus.allHold;
  }
  const problem = await writeComposeFolder(out, made.text, copied);
  if (problem !== null) return refuse(problem);
  io.stdout.write(`Made ${out}/compose.yaml. Now: cd ${out} && docker compose up -d\n`);
  return exitStatus.allHold;
}
