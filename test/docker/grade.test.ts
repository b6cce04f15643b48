import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Grade } from '../../src/core/submission/grade.ts';
import { Workplace } from '../cli/command-line.ts';
import { describeWith } from '../support/requires.ts';

const echo = fileURLToPath(new URL('../submission/fixtures/echo/', import.meta.url));
const fort = fileURLToPath(new URL('../submission/fixtures/fort/', import.meta.url));
const { DOCKER_HOST } = process.env;
const environment = DOCKER_HOST === undefined ? {} : { DOCKER_HOST };

describeWith(['docker'], 'grade, in containers,', () => {
  it('builds and runs submissions as it does in namespaces', async () => {
    using place = new Workplace(environment);
    cpSync(join(echo, 'server'), join(place.folder, 'server'), { recursive: true });
    cpSync(join(echo, 'solutions'), join(place.folder, 'solutions'), { recursive: true });
    const text = readFileSync(join(echo, 'lab.yaml'), 'utf8').replace(
      'files: ./server',
      'files: ./server\n    image: wirelab/python',
    );
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

  it('names the limits that a program ran into', async () => {
    using place = new Workplace(environment);
    cpSync(join(fort, 'lab.yaml'), join(place.folder, 'lab.yaml'));
    const limits = [
      ['c-thread-bomb', 'reached its process limit'],
      ['c-memory-bomb', 'was ended by its memory limit'],
      ['c-output-flood', 'went beyond its output limit'],
      ['python-stops-itself', 'still ran at its time limit'],
    ] as const;
    const handedIn = limits.flatMap(([name]) => ['--submission', join(fort, 'hostile', name)]);
    await place.run('grade', 'lab.yaml', ...handedIn, '--jobs', '2', '--runtime', 'docker');
    const [run = ''] = readdirSync(join(place.folder, 'wirelab-runs'));
    const students = join(place.folder, 'wirelab-runs', run, 'students');
    for (const [name, limit] of limits) {
      expect(readFileSync(join(students, name, 'student.md'), 'utf8')).toContain(limit);
    }
  });
});
