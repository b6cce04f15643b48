/** An engine as the environment names it, and a run in it of which nothing is left afterwards. */

import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { connectEngine } from '../../../src/runtime/docker/engine/connect.ts';
import type {
  ContainerCreateOptions,
  Engine,
  EngineContainer,
  EngineExec,
  EngineRun,
} from '../../../src/runtime/docker/engine/engine.ts';

export const testImage = 'wirelab/base';

export interface EngineFixture extends AsyncDisposable {
  readonly engine: Engine;
  readonly run: EngineRun;
}

export async function openFixture(environment?: NodeJS.ProcessEnv): Promise<EngineFixture> {
  const engine = await connectEngine(environment);
  const run = engine.openRun(`test-${randomBytes(4).toString('hex')}`);
  return {
    engine,
    run,
    async [Symbol.asyncDispose]() {
      await run.removeAll();
      engine.close();
    },
  };
}

/** Does nothing until it is told to. */
export async function idleContainer(
  run: EngineRun,
  options: ContainerCreateOptions = {},
): Promise<EngineContainer> {
  const container = await run.createContainer({
    Image: testImage,
    Cmd: ['sleep', 'infinity'],
    User: '0:0',
    ...options,
    HostConfig: { NetworkMode: 'none', Init: true, ...options.HostConfig },
  });
  await container.start();
  return container;
}

export async function outcome(
  exec: EngineExec,
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const [exitCode, stdout, stderr] = await Promise.all([exec.exitCode, text(exec.stdout), text(exec.stderr)]);
  return { exitCode, stdout, stderr };
}

export interface ArchivedFile {
  readonly name: string;
  readonly mode?: number;
  readonly content: string | Buffer;
}

export function archiveOf(...files: readonly ArchivedFile[]): Readable {
  const archive = pack();
  for (const { name, mode = 0o644, content } of files) archive.entry({ name, mode }, content);
  archive.finalize();
  return Readable.from(archive);
}
