/** An engine that may be ended, with images of the one that the environment names. */

import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineAddresses } from '../../../src/runtime/docker/engine/address.ts';
import { EngineClient, oldestApi } from '../../../src/runtime/docker/engine/client.ts';
import { Engine } from '../../testbed/docker/engine.ts';

const diskBytes = 4 * 1024 ** 3;

export function clientOf(environment: NodeJS.ProcessEnv): EngineClient {
  const [address] = engineAddresses(environment);
  if (address === undefined) throw new Error('no engine');
  return new EngineClient(address, oldestApi);
}

export interface OwnEngine extends AsyncDisposable {
  readonly testbed: Engine;
  readonly environment: NodeJS.ProcessEnv;
}

export async function startOwnEngine(...images: readonly string[]): Promise<OwnEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'wirelab-own-engine-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const disk = join(folder, 'disk.ext4');
  writeFileSync(disk, '');
  truncateSync(disk, diskBytes);
  execFileSync('mkfs.ext4', ['-q', '-F', disk], { env: { PATH: '/usr/sbin:/sbin' } });
  const testbed = await Engine.start('own', disk).catch((error: unknown) => {
    remove();
    throw error;
  });
  const environment = { DOCKER_HOST: testbed.host };
  const [from, to] = [clientOf(process.env), clientOf(environment)];
  for (const image of images) {
    const loading = await to.docker.loadImage(await from.docker.getImage(image).get());
    loading.resume();
    await once(loading, 'end');
  }
  from.close();
  to.close();
  return {
    testbed,
    environment,
    async [Symbol.asyncDispose]() {
      await testbed[Symbol.asyncDispose]();
      remove();
    },
  };
}
