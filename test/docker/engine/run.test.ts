/** What a run makes in an engine. */

import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseSubnet } from '../../../src/core/plan/subnet.ts';
import type { ContainerEvent } from '../../../src/runtime/docker/engine/engine.ts';
import { describeWith } from '../../support/requires.ts';
import {
  archiveOf,
  type EngineFixture,
  idleContainer,
  openFixture,
  outcome,
  testImage,
} from './engine-fixture.ts';

describeWith(['docker'], 'a run in an engine', () => {
  let fixture: EngineFixture;

  beforeAll(async () => {
    fixture = await openFixture();
  });

  afterAll(() => fixture?.[Symbol.asyncDispose]());

  it('knows its engine', () => {
    const { facts } = fixture.engine;
    expect(facts.architecture).toBe({ x64: 'amd64', arm64: 'arm64' }[process.arch as string]);
    expect(facts.version).toMatch(/^\d+\./);
    expect(facts.address).toMatch(/^(unix|tcp|ssh):/);
  });

  it('has a volume of what it was given, which a container reads and cannot change', async () => {
    const archive = archiveOf(
      { name: 'bin/run', mode: 0o755, content: '#!/bin/sh\necho ran\n' },
      { name: 'data', content: Buffer.from([0, 255, 10]) },
    );
    const volume = await fixture.run.createVolume(archive, testImage);
    const container = await idleContainer(fixture.run, {
      HostConfig: {
        ReadonlyRootfs: true,
        Mounts: [{ Type: 'volume', Source: volume.name, Target: '/lab', ReadOnly: true }],
      },
    });
    const script = '/lab/bin/run; od -An -tu1 /lab/data; ls /lab; touch /lab/x';
    const { stdout, exitCode } = await outcome(container.exec({ argv: ['sh', '-c', script] }));
    expect(stdout).toBe('ran\n   0 255  10\nbin\ndata\n');
    expect(exitCode).not.toBe(0);
    await container.remove();
    await volume.remove();
    await volume.remove();
  });

  it('attaches to a container’s main process, whose input ends with the connection', async () => {
    const container = await fixture.run.createContainer({
      Image: testImage,
      Cmd: ['sh', '-c', 'read line; echo "got $line"; cat; exit 3'],
      OpenStdin: true,
      StdinOnce: true,
      AttachStdin: true,
      HostConfig: { NetworkMode: 'none' },
    });
    const streams = await container.attach();
    streams.stderr.resume();
    await container.start();
    streams.stdin.write('a line\n');
    expect(await new Promise((resolve) => streams.stdout.once('data', (data) => resolve(String(data))))).toBe(
      'got a line\n',
    );
    expect(await container.state()).toMatchObject({ running: true, exitCode: 0 });
    streams.destroy();
    expect(await container.wait()).toBe(3);
    await container.remove();
  });

  it('puts files into a container, and gets them back', async () => {
    const container = await fixture.run.createContainer({ Image: testImage, Cmd: ['true'] });
    await container.putArchive(archiveOf({ name: 'note', content: 'hello' }), '/tmp');
    const files = extract();
    const found: string[] = [];
    files.on('entry', (header, content, next) => {
      text(content).then((body) => {
        found.push(`${header.name}: ${body}`);
        next();
      }, next);
    });
    await pipeline(await container.getArchive('/tmp/note'), files);
    expect(found).toEqual(['note: hello']);
    await container.remove();
  });

  it('hears of its containers’ deaths, and of no others', async () => {
    const heard: ContainerEvent[] = [];
    await using other = await openFixture();
    const watch = await fixture.run.watch((event) => heard.push(event));
    const [mine, foreign] = await Promise.all([idleContainer(fixture.run), idleContainer(other.run)]);
    await foreign.kill('SIGKILL');
    await foreign.wait();
    await mine.kill('SIGKILL');
    await expect.poll(() => heard).toEqual([{ container: mine.id, action: 'die', exitCode: 137 }]);
    watch.close();
    await mine.remove();
  });

  it('has a network to the outside, in nobody’s way', async () => {
    const pool = { WIRELAB_INTERNET_POOL: '172.29.248.0/22' };
    const previous = process.env.WIRELAB_INTERNET_POOL;
    Object.assign(process.env, pool);
    try {
      const avoided = parseSubnet('172.29.248.0/24');
      if (avoided === null) throw new Error('no subnet');
      const first = await fixture.run.createInternetNetwork([avoided]);
      expect(first).toMatchObject({ subnet: '172.29.249.0/24', gateway: '172.29.249.1' });
      await using other = await openFixture();
      const second = await other.run.createInternetNetwork([avoided]);
      expect(second.subnet).toBe('172.29.250.0/24');
      await using third = await openFixture();
      const avoidRest = parseSubnet('172.29.251.0/24');
      await expect(
        third.run.createInternetNetwork([avoided, ...(avoidRest === null ? [] : [avoidRest])]),
      ).rejects.toThrow('no subnet is free in 172.29.248.0/22');
      await first.remove();
      await first.remove();
    } finally {
      if (previous === undefined) delete process.env.WIRELAB_INTERNET_POOL;
      else process.env.WIRELAB_INTERNET_POOL = previous;
    }
  });

  it('removes all that is its own, once or twice, and by several at a time', async () => {
    await using mine = await openFixture();
    await idleContainer(mine.run, { HostConfig: { AutoRemove: true } });
    const container = await idleContainer(mine.run);
    await mine.run.createVolume(archiveOf(), testImage);
    await Promise.all([mine.run.removeAll(), mine.run.removeAll(), container.remove()]);
    await mine.run.removeAll();
    await expect(container.state()).rejects.toThrow(/no such container/i);
  });

  it('is told which image is missing, and what to do', async () => {
    const { images } = fixture.engine;
    // A registry that isn't there: nothing listens on port 1.
    expect(await images.inspect('127.0.0.1:1/lab/none')).toBeNull();
    await expect(images.ensure('127.0.0.1:1/lab/none')).rejects.toMatchObject({
      message: expect.stringContaining("the image 127.0.0.1:1/lab/none is not there and can't be pulled: "),
      remedy:
        'load it into the engine (`docker pull`, `docker load` or `docker build -t 127.0.0.1:1/lab/none`)',
    });
    expect(await images.ensure(testImage)).toMatchObject({ id: expect.stringContaining('sha256:') });
  });
});
