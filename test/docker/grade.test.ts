import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Grade } from '../../src/core/submission/grade.ts';
import { Workplace } from '../cli/command-line.ts';
import { describeWith } from '../support/requires.ts';

const echo = fileURLToPath(new URL('../submission/fixtures/echo/', import.meta.url));

describeWith(['docker'], 'grade, in containers,', () => {
  it('builds and runs submissions as it does in namespaces', async () => {
    const { DOCKER_HOST } = process.env;
    using place = new Workplace(DOCKER_HOST === undefined ? {} : { DOCKER_HOST });
    cpSync(join(echo, 'server'), join(place.folder, 'server'), { recursive: true });
    cpSync(join(echo, 'solutions'), join(place.folder, 'solutions'), { recursive: true });
    const text = readFileSync(join(echo, 'lab.yaml'), 'utf8')
      .replace('client: {}', 'client: {image: wirelab/c}')
      .replace('files: ./server', 'files: ./server\n    image: wirelab/python');
    place.write('lab.yaml', text);
    const handedIn = [
      ['--submission', join(echo, 'solutions', 'c')],
      ['--submission', join(echo, 'wrong', 'c-never-asks-again')],
      ['--submission', join(echo, 'wrong', 'c-does-not-compile')],
    ].flat();
    await place.run('grade', 'lab.yaml', ...handedIn, '--runtime', 'docker');
    const [run = ''] = readdirSync(join(place.folder, 'wirelab-runs'));
    const grades = join(place.folder, 'wirelab-runs', run, 'grades.json');
    const { submissions }: { submissions: Grade[] } = JSON.parse(readFileSync(grades, 'utf8'));
    expect(submissions.map(({ submission, verdict, points }) => [submission, verdict, points])).toEqual([
      ['c', 'pass', 9],
      ['c-never-asks-again', 'partial', 3],
      ['c-does-not-compile', 'invalid', 0],
    ]);
  });
});
