/** docs/writing-labs.md, followed to the letter. */

import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import type { Grade } from '../../src/core/submission/grade.ts';
import { describeWith } from '../support/requires.ts';
import { Workplace } from './command-line.ts';

const text = readFileSync(new URL('../../docs/writing-labs.md', import.meta.url), 'utf8');
const files = [...text.matchAll(/^`(ask-again\/[^`]+)`:\n\n```\w+\n([\s\S]*?)^```$/gm)];

describeWith(['namespaces', 'tun', 'python3'], 'the lab of docs/writing-labs.md', () => {
  it('comes out as it says there', async () => {
    using place = new Workplace();
    expect(await place.run('init', 'ask-again')).toMatchObject({ status: 0 });
    for (const [, name = '', content = ''] of files) {
      mkdirSync(dirname(join(place.folder, name)), { recursive: true });
      place.write(name, content);
    }
    const checked = await place.run('check', '--strict', 'ask-again');
    expect(checked).toMatchObject({ status: 0, stderr: '' });
    expect(text).toContain(checked.stdout);
    const handedIn = ['solutions/python', 'students/impatient'].map((name) => `ask-again/${name}`);
    await place.run('grade', 'ask-again', ...handedIn.flatMap((name) => ['--submission', name]));
    const [grading = ''] = readdirSync(join(place.folder, 'wirelab-runs'));
    const table = readFileSync(join(place.folder, 'wirelab-runs', grading, 'grades.json'), 'utf8');
    const { submissions }: { submissions: Grade[] } = JSON.parse(table);
    expect(submissions.map(({ cases }) => cases.map(({ points }) => points))).toEqual([
      [2, 3],
      [2, 0],
    ]);
  }, 60_000);
});
