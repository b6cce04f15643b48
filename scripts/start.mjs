// `npm start` runs the first lab; `npm start -- ARGS` is `wirelab ARGS`.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { ensureBuilt, ensureInstalled, root } from './install.mjs';

ensureInstalled();
ensureBuilt();
const args = process.argv.length > 2 ? process.argv.slice(2) : ['run', 'tcp-vs-udp'];
// npm changes to the package's folder; the user's own is in INIT_CWD.
const cwd = process.env.INIT_CWD ?? process.cwd();
const child = spawn(process.execPath, [join(root, 'bin', 'wirelab.js'), ...args], { cwd, stdio: 'inherit' });
// The terminal sends Ctrl-C to both; the child decides when to end.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  });
}
child.on('exit', (status, signal) => process.exit(status ?? (signal === 'SIGINT' ? 130 : 143)));
