import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { describeWith } from '../support/requires.ts';
import { answers } from './docker/answers.ts';
import { Engine } from './docker/engine.ts';
import { preparedDisk } from './docker/prepared-disk.ts';
import { leftovers } from './leftovers.ts';
import { startOwner } from './owner.ts';
import { startEngineIn } from './uml/engine-in-guest.ts';
import { Guest } from './uml/guest.ts';

const makingImagesMs = 900_000;

describeWith(['root', 'images'], "the tests' own Docker engine", () => {
  it('has the images, and leaves nothing behind', { timeout: makingImagesMs }, async () => {
    const engine = await Engine.start('copy', await preparedDisk());
    expect(await answers(engine.host, '/images/wirelab/base/json')).toBe(true);
    await engine[Symbol.asyncDispose]();
    expect(leftovers(dirname(engine.host.replace('unix://', '')))).toEqual([]);
  });

  it('leaves nothing behind when its owner is killed', { timeout: makingImagesMs }, async () => {
    const owner = await startOwner('docker');
    expect(leftovers(owner.folder)).toContainEqual(expect.stringContaining('containerd-shim'));
    await owner.kill();
    await expect.poll(() => leftovers(owner.folder), { timeout: 30_000 }).toEqual([]);
  });
});

describeWith(['root', 'images', 'uml'], 'a Docker engine in the guest', () => {
  it('runs a container', { timeout: makingImagesMs }, async () => {
    await using guest = await Guest.boot({ memoryMiB: 4096, disk: await preparedDisk() });
    const host = await startEngineIn(guest);
    const run = ['docker', '--host', host, 'run', '--rm', '--network', 'none', 'wirelab/base', 'uname', '-r'];
    const inside = await guest.run(['uname', '-r']);
    expect(await guest.run(run)).toEqual({ exitCode: 0, stdout: inside.stdout, stderr: '' });
  });
});
