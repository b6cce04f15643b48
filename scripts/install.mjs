// What `npm start` and `npm test` do first on a fresh clone: install, and compile what has changed.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program with our terminal; ends with its status if it fails. */
export function run(file, args, options = {}) {
  const { status, signal, error } = spawnSync(file, args, { cwd: root, stdio: 'inherit', ...options });
  if (error) {
    process.stderr.write(`wirelab: cannot run ${file}: ${error.message}\n`);
    process.exit(3);
  }
  if (status !== 0) process.exit(status ?? (signal === 'SIGINT' ? 130 : 143));
}

/** npm prints nothing of its own to standard output here: that belongs to results. */
export function ensureInstalled() {
  if (existsSync(join(root, 'node_modules', '.package-lock.json'))) return;
  process.stderr.write('wirelab: first start, installing the packages (npm ci)...\n');
  run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'], {
    stdio: ['ignore', 2, 2],
  });
}

function newestChange(path) {
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return readdirSync(path).reduce(
    (newest, name) => Math.max(newest, newestChange(join(path, name))),
    found.mtimeMs,
  );
}

export function ensureBuilt() {
  const stamp = join(root, 'dist', '.tsbuildinfo');
  const sources = ['src', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
  const changed = Math.max(...sources.map((name) => newestChange(join(root, name))));
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= changed) return;
  process.stderr.write('wirelab: compiling (tsc)...\n');
  run(process.execPath, [join(root, 'scripts', 'build.mjs')], { stdio: ['ignore', 2, 2] });
}
