import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { repository } from '../repository.ts';

/** Whether the engine that Wirelab would use (DOCKER_HOST, a context, the usual sockets) answers and has its images. */
export function engineIsReady(): boolean {
  const program = join(repository, 'bin', 'wirelab.js');
  const { status, stdout } = spawnSync(process.execPath, [program, 'images', 'list'], { encoding: 'utf8' });
  return status === 0 && /^wirelab\/base\s/m.test(stdout);
}
