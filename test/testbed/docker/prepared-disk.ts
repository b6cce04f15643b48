/** An engine's data folder with Wirelab's images in it, made once and kept: for engines here, and in a guest. */

import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';
import { repository } from '../repository.ts';
import { Engine } from './engine.ts';

const images = ['base', 'c', 'python', 'java', 'node', 'tools'];
const sizeBytes = 8 * 1024 ** 3;

/** Needs root, dockerd, mkfs.ext4 and mmdebstrap, the first time; progress goes to standard error. */
export async function preparedDisk(): Promise<string> {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const folder = join(cache, 'wirelab', 'testbed');
  const disk = join(folder, `docker-${fingerprint()}.ext4`);
  if (existsSync(disk)) return disk;
  process.stderr.write('testbed: making the images for the Docker engine of the tests, once\n');
  mkdirSync(folder, { recursive: true });
  const partial = `${disk}.${process.pid}`;
  try {
    writeFileSync(partial, '');
    truncateSync(partial, sizeBytes);
    execFileSync('mkfs.ext4', ['-q', '-F', partial], { env: { PATH: '/usr/sbin:/sbin' } });
    await fill(partial);
    for (const name of readdirSync(folder)) {
      if (name.startsWith('docker-') && name !== basename(partial)) rmSync(join(folder, name));
    }
    renameSync(partial, disk);
  } finally {
    rmSync(partial, { force: true });
  }
  return disk;
}

async function fill(disk: string): Promise<void> {
  await using engine = await Engine.start('own', disk);
  const build = [join(repository, 'bin', 'wirelab.js'), 'images', 'build', '--from', 'packages', ...images];
  const child = spawn(process.execPath, build, {
    env: { ...process.env, DOCKER_HOST: engine.host },
    stdio: ['ignore', 2, 2],
  });
  const status = await new Promise<number | null>((resolve, reject) =>
    child.on('error', reject).on('exit', resolve),
  );
  if (status !== 0) throw new Error(`wirelab images build ended with ${String(status)}`);
}

/** Of what is in the images. */
function fingerprint(): string {
  const hash = createHash('sha256');
  for (const name of images) {
    const folder = join(repository, 'images', name);
    for (const file of readdirSync(folder).sort())
      hash.update(`${name} ${file}`).update(readFileSync(join(folder, file)));
  }
  return hash.digest('hex').slice(0, 16);
}
