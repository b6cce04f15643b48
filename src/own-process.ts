/** How one part of Wirelab starts another as a process of its own. */

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * The argv that runs a module of this source tree, as it runs now: compiled, or from TypeScript
 * under a loader during development and in tests.
 * @param entry `new URL('./main.js', import.meta.url)` or with `.ts`
 */
export function ownProcess(entry: URL, nodeOptions: readonly string[] = []): string[] {
  const path = fileURLToPath(entry);
  const compiled = path.replace(/\.ts$/, '.js');
  if (existsSync(compiled)) return [process.execPath, ...nodeOptions, compiled];
  const loader = createRequire(import.meta.url).resolve('tsx');
  return [process.execPath, ...nodeOptions, '--import', loader, path.replace(/\.js$/, '.ts')];
}
