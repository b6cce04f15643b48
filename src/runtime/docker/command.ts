/** A command that somebody runs in a container by hand, on the streams that we were started with ourselves. */

import { EnvironmentError } from '../../core/environment-error.ts';
import type { CommandOptions } from '../hands-on/command-options.ts';
import { OwnTerminal } from '../hands-on/own-terminal.ts';
import type { ContainerEntrance } from '../runtime.ts';
import { connectEngine } from './engine/connect.ts';
import type { EngineExec } from './engine/engine.ts';

/** @returns its exit status; 128 + n after signal n */
export async function runContainerCommand(
  entrance: ContainerEntrance,
  command: readonly string[],
  { environment, asProgram }: CommandOptions,
): Promise<number> {
  const engine = await connectEngine({ ...process.env, DOCKER_HOST: entrance.address });
  using terminal = OwnTerminal.find();
  try {
    const exec = engine.container(entrance.container).exec({
      argv: command,
      env: { ...entrance.environment, ...environment },
      user: asProgram ? entrance.programUser : entrance.user,
      workingDirectory: entrance.folder,
      stdin: true,
      tty: terminal !== null,
    });
    if (terminal === null) connectStreams(exec);
    else {
      exec.stdout.on('data', (bytes: Buffer) => terminal.write(bytes));
      terminal.connect(
        (bytes) => exec.stdin.write(bytes),
        (size) => void exec.resize(size),
      );
      await exec.started;
      await exec.resize(terminal.size);
    }
    return await exec.exitCode;
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return refusal(error);
  } finally {
    process.stdin.pause();
    process.stdin.unpipe();
    engine.close();
  }
}

function connectStreams(exec: EngineExec): void {
  process.stdin.pipe(exec.stdin);
  exec.stdout.on('data', (bytes: Buffer) => process.stdout.write(bytes));
  exec.stderr.on('data', (bytes: Buffer) => process.stderr.write(bytes));
}

/** As a shell has it: 127 for no such command, 126 for one that can't be run. */
function refusal(error: EnvironmentError): number {
  const isAbsent = /executable file not found|no such file or directory/i.test(error.message);
  if (!isAbsent && !/permission denied/i.test(error.message)) throw error;
  process.stderr.write(`wirelab: ${error.message}\n`);
  return isAbsent ? 127 : 126;
}
