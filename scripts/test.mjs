// `npm test` runs every test; `npm test -- ARGS` hands ARGS to vitest. Its last line is `N passed, N failed`.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { ensureBuilt, ensureInstalled, root } from './install.mjs';

ensureInstalled();
ensureBuilt();
const folder = mkdtempSync(join(tmpdir(), 'wirelab-test-'));
const summary = join(folder, 'summary.json');
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(
  process.execPath,
  [
    vitest,
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${summary}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
);
let counts = null;
try {
  counts = JSON.parse(readFileSync(summary, 'utf8'));
} catch {
  process.stderr.write('wirelab: the tests ended without a summary\n');
}
rmSync(folder, { recursive: true, force: true });
const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numFailedTestSuites = 0 } = counts ?? {};
// A file that doesn't load has no tests to count, and is a failure all the same.
const failed = Math.max(numFailedTests, numFailedTestSuites > 0 || counts === null ? 1 : 0);
const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : '';
process.stdout.write(`${numPassedTests} passed, ${failed} failed${skipped}\n`);
process.exit(status === 0 && failed === 0 && numPassedTests > 0 ? 0 : 1);
