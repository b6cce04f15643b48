import { mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { EnvironmentError } from '../../core/environment-error.ts';

/**
 * Where ledgers are: /run/wirelab for root, $XDG_RUNTIME_DIR/wirelab, or ~/.local/state/wirelab (XDG Base
 * Directory Specification). Ours alone. Throws EnvironmentError where it can't be made.
 */
export function openStateFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const userId = process.getuid?.() ?? 0;
  const runtime = environment.XDG_RUNTIME_DIR;
  const folder =
    userId === 0
      ? '/run/wirelab'
      : runtime
        ? join(runtime, 'wirelab')
        : join(environment.HOME || homedir(), '.local/state/wirelab');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (statSync(folder).uid !== userId) throw new Error('it belongs to another user');
  } catch (cause) {
    throw new EnvironmentError(`the ledger of what runs make can't be kept in ${folder}: ${String(cause)}`, {
      remedy: 'make that folder writable, or set XDG_RUNTIME_DIR to a folder of your own',
      cause,
    });
  }
  return folder;
}
