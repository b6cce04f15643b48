// `npm run bench` runs every benchmark, `npm run bench -- NAME` one of bench/NAME.*, on the compiled program.

import { readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import process from 'node:process';
import { ensureBuilt, ensureInstalled, root, run } from './install.mjs';

ensureInstalled();
ensureBuilt();
const folder = join(root, 'bench');
const found = readdirSync(folder).filter((name) => /\.bench\.(mjs|ts)$/.test(name));
const [wanted, ...args] = process.argv.slice(2);
const chosen = wanted === undefined ? found : found.filter((name) => name.startsWith(`${wanted}.bench.`));
if (chosen.length === 0) {
  process.stderr.write(
    `no such benchmark; there are ${found.map((name) => parse(parse(name).name).name).join(', ')}\n`,
  );
  process.exit(2);
}
const tsx = join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs');
for (const name of chosen) run(process.execPath, [tsx, join(folder, name), ...args]);
