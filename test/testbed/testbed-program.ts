/**
 * `npm run testbed -- uml [-- COMMAND...]`: a shell, or one command, on a machine whose kernel has netem.
 * Ends with the command's exit status. Built for developers; the tests use the classes themselves.
 */

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Guest } from './uml/guest.ts';

const usage = `usage: npm run testbed -- uml [--memory MiB] [--] [COMMAND...]
`;

async function uml(argv: readonly string[], memoryMiB: number): Promise<number> {
  await using guest = await Guest.boot({ memoryMiB, live: true });
  const { stdin, stdout, stderr } = process;
  const interactive = argv.length === 0 && stdin.isTTY;
  const shell = `stty sane rows ${stdout.rows} cols ${stdout.columns}; exec bash -i`;
  const live = guest.runLive(interactive ? ['sh', '-c', shell] : argv.length === 0 ? ['bash'] : argv, {
    env: interactive ? { TERM: process.env.TERM ?? 'dumb' } : { NO_COLOR: '1' },
    ...(interactive ? {} : { input: argv.length === 0 ? readFileSync(0, 'utf8') : '' }),
  });
  live.terminal.on('data', (chunk: Buffer) => stdout.write(chunk));
  live.stderr.on('data', (chunk: Buffer) => stderr.write(chunk));
  if (interactive) stdin.setRawMode(true).pipe(live.terminal);
  const status = await live.exitCode;
  if (interactive) stdin.setRawMode(false).destroy();
  return status;
}

const { values, positionals } = parseArgs({
  options: { memory: { type: 'string', default: '1024' } },
  allowPositionals: true,
});
const [what, ...argv] = positionals;
if (what === 'uml') {
  process.exitCode = await uml(argv, Number(values.memory));
} else {
  process.stderr.write(usage);
  process.exitCode = 2;
}
