/** From argv to a command, and from its end to the exit status. */

import { CommanderError } from 'commander';
import { exitStatus } from './commands/exit-status.ts';
import { buildProgram } from './commands/program.ts';
import { EnvironmentError } from './core/environment-error.ts';

// A reader that has gone, such as `| head`, wants no more output: that is no failure of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

async function main(argv: readonly string[]): Promise<number> {
  let status: number = exitStatus.allHold;
  const program = buildProgram((result) => {
    status = result;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitStatus.invalid;
    if (error instanceof EnvironmentError) {
      process.stderr.write(`wirelab: ${error.message}\n`);
      if (error.remedy !== null) process.stderr.write(`  ${error.remedy}\n`);
      return exitStatus.environment;
    }
    reportBug(error);
    return exitStatus.environment;
  }
}

function reportBug(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`wirelab: Internal error, please report it:\n${text}\n`);
}

process.once('uncaughtException', (error) => {
  reportBug(error);
  process.exit(exitStatus.environment);
});

process.exitCode = await main(process.argv.slice(2));
