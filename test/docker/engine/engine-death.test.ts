/** An engine that dies in the middle of everything: what was asked of it ends with a reason, and never hangs. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EnvironmentError } from '../../../src/core/environment-error.ts';
import { engineAddresses } from '../../../src/runtime/docker/engine/address.ts';
import { EngineClient, oldestApi } from '../../../src/runtime/docker/engine/client.ts';
import { connectEngine } from '../../../src/runtime/docker/engine/connect.ts';
import { ownerLabel, runLabel, thisOwner } from '../../../src/runtime/docker/engine/run-label.ts';
import { describeWith } from '../../support/requires.ts';
import { Engine } from '../../testbed/docker/engine.ts';
import { idleContainer, testImage } from './engine-fixture.ts';

const diskBytes = 2 * 1024 ** 3;

function clientOf(environment: NodeJS.ProcessEnv): EngineClient {
  const [address] = engineAddresses(environment);
  if (address === undefined) throw new Error('no engine');
  return new EngineClient(address, oldestApi);
}

describeWith(['root', 'docker', 'images'], 'an engine of our own', () => {
  let folder: string;
  let testbed: Engine;
  let environment: NodeJS.ProcessEnv;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wirelab-engine-death-'));
    const disk = join(folder, 'disk.ext4');
    writeFileSync(disk, '');
    truncateSync(disk, diskBytes);
    execFileSync('mkfs.ext4', ['-q', '-F', disk], { env: { PATH: '/usr/sbin:/sbin' } });
    testbed = await Engine.start('own', disk);
    environment = { DOCKER_HOST: testbed.host };
    const [from, to] = [clientOf(process.env), clientOf(environment)];
    const loading = await to.docker.loadImage(await from.docker.getImage(testImage).get());
    loading.resume();
    await new Promise((resolve, reject) => loading.once('end', resolve).once('error', reject));
    from.close();
    to.close();
  }, 240_000);

  afterAll(async () => {
    await testbed?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  it('gives up what runs of other machines left only when it is told to', async () => {
    const engine = await connectEngine(environment);
    const client = clientOf(environment);
    const { pidNamespace, startTime } = thisOwner();
    await client.docker.createVolume({
      Name: 'far',
      Labels: { [runLabel]: 'far', [ownerLabel]: `a-boot ${pidNamespace} 7 ${startTime} far-away` },
    });
    const far = [{ run: 'far', resources: ['volume far'] }];
    expect(await engine.reapDeadRuns()).toEqual({ removed: [], stuck: [], elsewhere: far });
    expect(await engine.reapDeadRuns({ elsewhere: true })).toEqual({
      removed: far,
      stuck: [],
      elsewhere: [],
    });
    client.close();
    engine.close();
  });

  it('is missed at once', async () => {
    const engine = await connectEngine(environment);
    expect(engine.facts.isLocal).toBe(true);
    const run = engine.openRun('doomed');
    const watch = await run.watch(() => {});
    const container = await idleContainer(run);
    const streams = await container.attach();
    const exec = container.exec({ argv: ['sh', '-c', 'echo up; sleep infinity'] });
    exec.stderr.resume();
    await new Promise((resolve) => exec.stdout.once('data', resolve));
    const exitCode = exec.exitCode.catch((error: unknown) => error);
    const waited = container.wait().catch((error: unknown) => error);

    const pid = Number(readFileSync(join(dirname(testbed.host.replace('unix://', '')), 'pid'), 'utf8'));
    process.kill(pid, 'SIGKILL');

    expect(await watch.lost).toBe(`the container engine at ${testbed.host} went away`);
    await streams.ended;
    for (const error of await Promise.all([exitCode, waited])) {
      expect(error).toBeInstanceOf(EnvironmentError);
      expect((error as Error).message).toContain(`the container engine at ${testbed.host} `);
    }
    await expect(run.removeAll()).rejects.toBeInstanceOf(EnvironmentError);
    await expect(connectEngine(environment)).rejects.toThrow('is down: nothing listens there');
  });
});
