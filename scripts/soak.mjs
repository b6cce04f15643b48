// `npm run soak` grades the solutions of all graded labs over and over, on the compiled program, and counts wrong verdicts.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { ensureBuilt, ensureInstalled, root } from './install.mjs';

ensureInstalled();
ensureBuilt();
const program = join(root, 'test', 'soak', 'soak-program.ts');
const child = spawn(process.execPath, ['--import', 'tsx', program, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
// The terminal sends Ctrl-C to both; the child decides when to end.
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  });
}
child.on('exit', (status, signal) => process.exit(status ?? (signal === 'SIGINT' ? 130 : 143)));
