// `npm run check`: types, formatting and lint with the import law, floating promises, dead code, drift.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { ensureInstalled, root } from './install.mjs';

ensureInstalled();
const bin = (name) => join(root, 'node_modules', '.bin', name);
const steps = [
  ['types', [bin('tsc')]],
  ['format, lint, import law', [bin('biome'), 'check', '--error-on-warnings', '.']],
  ['promises', [bin('oxlint'), '--type-aware', '--deny-warnings', 'src', 'test']],
  ['dead code', [bin('knip')]],
  ['generated files', [process.execPath, join(root, 'scripts', 'generate.mjs'), '--check']],
];
const failed = steps.filter(([title, [file, ...args]]) => {
  process.stdout.write(`== ${title}\n`);
  return spawnSync(file, args, { cwd: root, stdio: 'inherit' }).status !== 0;
});
for (const [title] of failed) process.stdout.write(`failed: ${title}\n`);
process.exit(failed.length === 0 ? 0 : 1);
