/** A command that somebody runs in a container by hand, on the streams that we were started with ourselves. */

import type { CommandOptions } from '../hands-on/command-options.ts';
import { OwnTerminal } from '../hands-on/own-terminal.ts';
import type { ContainerEntrance } from '../runtime.ts';
import { connectEngine } from './engine/connect.ts';
import type { EngineExec } from './engine/engine.ts';
import { busybox, handyToolsFolder } from './node-container.ts';
import { lookUpScript } from './program-script.ts';

/** As a shell has it: 127 for no such command, 126 for one that can't be run. Engines tell each in its own way. */
const commandScript = `
refuse() { printf '%s\\n' "$2" >&2; exit "$1"; }
name=$1 path=$PATH
${lookUpScript}
shift
exec "$found" "$@"
`;

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
      argv: [busybox, 'sh', '-c', commandScript, 'wirelab-command', ...command],
      env: withHandyTools({ ...entrance.environment, ...environment }),
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

function withHandyTools(environment: Readonly<Record<string, string>>): Record<string, string> {
  const { PATH = '' } = environment;
  return { ...environment, PATH: `${PATH}:${handyToolsFolder}` };
}
