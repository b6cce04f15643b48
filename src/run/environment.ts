/** What a run's figures depend on beside its lab. */

import { readFile } from 'node:fs/promises';
import { cpus, release } from 'node:os';
import type { Environment } from '../core/event/event.ts';

export async function wirelabVersion(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  return version;
}

export async function describeEnvironment(): Promise<Environment> {
  return {
    wirelab: await wirelabVersion(),
    kernel: release(),
    node: process.version,
    processors: String(cpus().length),
    user: process.getuid?.() === 0 ? 'root' : 'ordinary user',
  };
}
