/**
 * Vitest's global setup of the suites that need a Docker engine: the user's own, where it has Wirelab's images.
 * In CI, or with WIRELAB_TESTBED=docker, one is started for all of them where there is none.
 */

import { Engine } from './engine.ts';
import { engineIsReady } from './engine-is-ready.ts';
import { preparedDisk } from './prepared-disk.ts';

export default async function setUp(): Promise<(() => Promise<void>) | undefined> {
  const wanted = process.env.CI || process.env.WIRELAB_TESTBED === 'docker';
  if (!wanted || engineIsReady()) return undefined;
  const engine = await Engine.start('copy', await preparedDisk());
  process.env.DOCKER_HOST = engine.host;
  return () => engine[Symbol.asyncDispose]();
}
