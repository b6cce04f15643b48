import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('owner-program.ts', import.meta.url));

interface Owner {
  /** Of the guest or the engine. */
  readonly folder: string;
  /** By SIGKILL; resolves when it is dead. */
  kill(): Promise<void>;
}

/** A process that has a guest or an engine and can be killed. */
export async function startOwner(what: 'uml' | 'docker'): Promise<Owner> {
  const child = spawn(process.execPath, ['--import', 'tsx', program, what], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const said = once(createInterface(child.stdout), 'line');
  const [folder] = await Promise.race([said, ended.then(() => Promise.reject(new Error('the owner ended')))]);
  return {
    folder,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
