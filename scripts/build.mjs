// Compiles src/ to dist/, from nothing: a file that is gone from src/ is gone from dist/ too.

import { rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { ensureInstalled, root, run } from './install.mjs';

ensureInstalled();
rmSync(join(root, 'dist'), { recursive: true, force: true });
run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json']);
const now = new Date();
utimesSync(join(root, 'dist', '.tsbuildinfo'), now, now);
