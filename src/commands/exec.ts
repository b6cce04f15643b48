/** `wirelab exec NODE -- CMD`: a command in a node of a lab that is up, on this command's own streams. */

import { constants } from 'node:os';
import { EnvironmentError } from '../core/environment-error.ts';
import { runContainerCommand } from '../runtime/docker/command.ts';
import { openStateFolder } from '../runtime/ledger/state-folder.ts';
import { listUpLabs, type UpNode } from '../runtime/ledger/up-register.ts';
import { runCommand } from '../runtime/namespaces/command.ts';
import { exitStatus } from './exit-status.ts';
import type { CommandIo } from './io.ts';
import { findUpLab, findUpNode } from './up-lab.ts';

export interface ExecOptions {
  readonly lab?: string;
  readonly asProgram?: boolean;
}

export async function execCommand(
  nodeName: string,
  command: readonly string[],
  options: ExecOptions,
  io: CommandIo,
): Promise<number> {
  const refuse = (problem: string): number => {
    io.stderr.write(`wirelab: ${problem}\n`);
    return exitStatus.invalid;
  };
  const stateFolder = openStateFolder();
  const lab = findUpLab(options.lab ?? null, listUpLabs(stateFolder), 'name one with --lab');
  if ('problem' in lab) return refuse(lab.problem);
  const node = findUpNode(nodeName, lab);
  if ('problem' in node) return refuse(node.problem);
  const isStillUp = () =>
    listUpLabs(stateFolder).some(({ owner, state }) => owner.pid === lab.owner.pid && state === 'up');
  let status: number;
  try {
    status = await enter(node, command.length === 0 ? ['sh'] : command, options);
  } catch (error) {
    // Of a command that went with its container the engine has no status.
    if (!(error instanceof EnvironmentError) || isStillUp()) throw error;
    status = 128 + constants.signals.SIGKILL;
  }
  if (!isStillUp()) io.stderr.write(`wirelab: ${lab.lab} is down\n`);
  return status;
}

async function enter(
  { name, entrance }: UpNode,
  command: readonly string[],
  { asProgram = false }: ExecOptions,
): Promise<number> {
  const { TERM } = process.env;
  const environment = process.stdin.isTTY
    ? { ...(TERM === undefined ? {} : { TERM }), PS1: `${name}$ ` }
    : ({} as Record<string, string>);
  switch (entrance.by) {
    case 'namespaces':
      return runCommand(entrance, command, { environment, asProgram });
    case 'engine':
      return runContainerCommand(entrance, command, { environment, asProgram });
    default:
      return entrance satisfies never;
  }
}
