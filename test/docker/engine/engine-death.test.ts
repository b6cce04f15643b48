/** An engine that dies in the middle of everything: what was asked of it ends with a reason, and never hangs. */

import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type CleanOptions, cleanCommand } from '../../../src/commands/clean.ts';
import { EnvironmentError } from '../../../src/core/environment-error.ts';
import { connectEngine } from '../../../src/runtime/docker/engine/connect.ts';
import { ownerLabel, runLabel, thisOwner } from '../../../src/runtime/docker/engine/run-label.ts';
import { describeWith } from '../../support/requires.ts';
import { idleContainer, testImage } from './engine-fixture.ts';
import { clientOf, type OwnEngine, startOwnEngine } from './own-engine.ts';

describeWith(['root', 'docker', 'images'], 'an engine of our own', () => {
  let own: OwnEngine;
  let environment: NodeJS.ProcessEnv;

  beforeAll(async () => {
    own = await startOwnEngine(testImage);
    environment = own.environment;
  }, 240_000);

  afterAll(() => own?.[Symbol.asyncDispose]());

  it('tells how to make an image of Wirelab that it lacks', async () => {
    const engine = await connectEngine(environment);
    await expect(engine.images.ensure('wirelab/tools')).rejects.toMatchObject({
      message: 'the image wirelab/tools is not there',
      remedy: 'run `wirelab images build tools`',
    });
    engine.close();
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
    vi.stubEnv('DOCKER_HOST', own.testbed.host);
    const clean = async (options: CleanOptions) => {
      let printed = '';
      const stream = {
        write: (text: string) => {
          printed += text;
        },
      };
      expect(await cleanCommand(options, { stdout: stream, stderr: stream })).toBe(0);
      return printed;
    };
    const kept = await clean({});
    expect(kept).toContain('`wirelab clean --elsewhere` removes them');
    expect(kept).not.toContain('No run has left anything behind');
    expect(await clean({ elsewhere: true })).toContain('far: removed volume far\n');
    expect(await engine.reapDeadRuns()).toEqual({ removed: [], stuck: [], elsewhere: [] });
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

    await own.testbed.kill('SIGKILL');

    expect(await watch.lost).toBe(`the container engine at ${own.testbed.host} went away`);
    await streams.ended;
    for (const error of await Promise.all([exitCode, waited])) {
      expect(error).toBeInstanceOf(EnvironmentError);
      expect((error as Error).message).toContain(`the container engine at ${own.testbed.host} `);
    }
    await expect(run.removeAll()).rejects.toBeInstanceOf(EnvironmentError);
    await expect(connectEngine(environment)).rejects.toThrow('is down: nothing listens there');
  });
});
