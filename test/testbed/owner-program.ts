/** Owns a guest or an engine, says where it is, and waits to be killed by a test. */

import { execFileSync } from 'node:child_process';
import { dirname } from 'node:path';
import { Engine } from './docker/engine.ts';
import { preparedDisk } from './docker/prepared-disk.ts';
import { Guest } from './uml/guest.ts';

if (process.argv[2] === 'uml') {
  const guest = await Guest.boot();
  void guest.run(['sleep', '1000'], { timeoutSeconds: 1000 });
  process.stdout.write(`${guest.sharedFolder}\n`);
} else {
  const engine = await Engine.start('copy', await preparedDisk());
  const run = [
    'run',
    '--detach',
    '--restart',
    'always',
    '--network',
    'none',
    'wirelab/base',
    'sleep',
    '1000',
  ];
  execFileSync('docker', ['--host', engine.host, ...run], { stdio: ['ignore', 'ignore', 'inherit'] });
  process.stdout.write(`${dirname(engine.host.replace('unix://', ''))}\n`);
}
process.stdin.resume();
