/**
 * Machines for the tests to run on, for a developer's own use: `npm run testbed -- WHAT`.
 * The tests use the classes themselves.
 */

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Engine } from './docker/engine.ts';
import { preparedDisk } from './docker/prepared-disk.ts';
import { startEngineIn } from './uml/engine-in-guest.ts';
import { Guest } from './uml/guest.ts';

const usage = `usage: npm run testbed -- docker            a Docker engine with Wirelab's images, until Ctrl-C
       npm run testbed -- uml [COMMAND...]  a shell, or one command, where the kernel has netem
         --docker        with a Docker engine in it
         --memory MiB    1024 unless given, 4096 with Docker
`;

async function docker(): Promise<void> {
  await using engine = await Engine.start('copy', await preparedDisk());
  process.stdout.write(`export DOCKER_HOST=${engine.host}\n`);
  await Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
}

async function uml(argv: readonly string[], withDocker: boolean, memory?: string): Promise<number> {
  await using guest = await Guest.boot({
    live: true,
    memoryMiB: Number(memory ?? (withDocker ? 4096 : 1024)),
    ...(withDocker ? { disk: await preparedDisk() } : {}),
  });
  const engine: Record<string, string> = withDocker ? { DOCKER_HOST: await startEngineIn(guest) } : {};
  const { stdin, stdout, stderr } = process;
  const interactive = argv.length === 0 && stdin.isTTY;
  const shell = `stty sane rows ${stdout.rows} cols ${stdout.columns}; exec bash -i`;
  const live = guest.runLive(interactive ? ['sh', '-c', shell] : argv.length === 0 ? ['bash'] : argv, {
    env: { ...engine, ...(interactive ? { TERM: process.env.TERM ?? 'dumb' } : { NO_COLOR: '1' }) },
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
  options: { memory: { type: 'string' }, docker: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [what, ...argv] = positionals;
switch (what) {
  case 'docker':
    await docker();
    break;
  case 'uml':
    process.exitCode = await uml(argv, values.docker, values.memory);
    break;
  default:
    process.stderr.write(usage);
    process.exitCode = 2;
}
