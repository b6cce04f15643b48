import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { RunResult } from '../../src/core/result/result.ts';
import type { Grade } from '../../src/core/submission/grade.ts';
import { describeWith } from '../support/requires.ts';
import { Workplace } from './command-line.ts';

const echo = fileURLToPath(new URL('../submission/fixtures/echo/', import.meta.url));
const solution = (language: string): string => join(echo, 'solutions', language);
const wrong = (name: string): string => join(echo, 'wrong', name);

/** The folder of the only grading in a workplace. */
function gradingIn(place: Workplace): string {
  const [only, ...others] = readdirSync(join(place.folder, 'wirelab-runs'));
  if (only === undefined || others.length > 0) throw new Error('not exactly one grading');
  return join(place.folder, 'wirelab-runs', only);
}

function gradesIn(place: Workplace): Grade[] {
  return JSON.parse(readFileSync(join(gradingIn(place), 'grades.json'), 'utf8')).submissions;
}

const student = (place: Workplace, name: string, file: string): string =>
  readFileSync(join(gradingIn(place), 'students', name, file), 'utf8');

/** What each wrong solution earns in the three cases, and the reason that its author reads. */
const wrongSolutions: readonly (readonly [string, Grade['verdict'], (number | null)[], string])[] = [
  ['c-does-not-compile', 'invalid', [0, 0, 0], 'error: expected'],
  ['c-never-asks-again', 'partial', [3, 0, 0], 'client still ran at its time limit'],
  ['java-asks-twice', 'partial', [1, 0, 0], 'asked is 8, expected 4'],
  ['node-no-timeout', 'partial', [3, 0, 0], 'number 2'],
  ['python-adds-up-wrong', 'partial', [2, 0, 0], '"answers: 12'],
  ['python-prints-the-answer', 'partial', [2, 0, 0], 'asked is 0, expected 4'],
];

describeWith(['namespaces', 'tun', 'cc', 'java', 'python3'], 'grade', () => {
  it('gives the same right solution all points in four languages', async () => {
    using place = new Workplace();
    const handedIn = ['c', 'java', 'node', 'python'].flatMap((name) => ['--submission', solution(name)]);
    const ended = await place.run('grade', echo, ...handedIn, '--jobs', '4');
    expect(gradesIn(place).map(({ submission, verdict, points }) => [submission, verdict, points])).toEqual(
      ['c', 'java', 'node', 'python'].map((name) => [name, 'pass', 9]),
    );
    expect(ended.status).toBe(0);
    expect(ended.stdout).toMatch(/4 submissions: 4 pass\n$/);
    // In the order in which they end.
    expect([...ended.stderr.matchAll(/^.*\[(\d)\/4\] \w+: pass, 9 of 9/gm)].map(([, nth]) => nth)).toEqual([
      '1',
      '2',
      '3',
      '4',
    ]);
  }, 120_000);

  it('tells wrong solutions why, and what they are worth', async () => {
    using place = new Workplace();
    const handedIn = wrongSolutions.flatMap(([name]) => ['--submission', wrong(name)]);
    const ended = await place.run('grade', echo, ...handedIn, '--jobs', '4', '--table', 'grades.csv');
    expect(ended.status).toBe(2);
    expect(
      gradesIn(place).map(({ submission, verdict, cases }) => [
        submission,
        verdict,
        cases.map(({ points }) => points),
      ]),
    ).toEqual(wrongSolutions.map(([name, verdict, points]) => [name, verdict, points]));
    for (const [name, , , reason] of wrongSolutions) {
      const page = student(place, name, 'student.md').replaceAll('&#34;', '"');
      expect(page).toContain(reason);
    }
    const table = readFileSync(join(place.folder, 'grades.csv'), 'utf8').split('\r\n');
    expect(table[0]).toContain('"points: the second question is lost"');
    expect(table).toHaveLength(wrongSolutions.length + 2);
  }, 180_000);

  it("is infra where the lab's pattern goes back and forth in what was printed, and grades the others", async () => {
    using place = new Workplace();
    place.write(
      'lab.yaml',
      `
lab: back-and-forth
nodes: {client: {}, server: {}}
links: {wan: {ends: [client, server]}}
expect: [{metric: client.stdout, matches: '^(a+)+$'}]
submission:
  node: client
  languages: {python: {when: client.py, run: [python3, client.py]}}
`,
    );
    for (const [name, printed] of Object.entries({
      endless: `${'a'.repeat(50)}!`,
      short: 'aaa',
      wrong: 'b',
    })) {
      mkdirSync(join(place.folder, 'handed-in', name), { recursive: true });
      place.write(join('handed-in', name, 'client.py'), `print('${printed}')\n`);
    }
    const ended = await place.run('grade', 'lab.yaml', '--submissions', 'handed-in');
    const why = "the lab's pattern /^(a+)+$/ was not matched within 5 s against 52 characters of output";
    expect(
      gradesIn(place).map(({ submission, verdict, points, reason }) => [submission, verdict, points, reason]),
      `${ended.stdout}\n${ended.stderr}`,
    ).toEqual([
      ['endless', 'infra', null, why],
      ['short', 'pass', 1, null],
      ['wrong', 'fail', 0, null],
    ]);
    expect(ended.status).toBe(3);
    expect(ended.stderr).toContain(`endless: ${why}`);
  });

  it('shows one submission as it runs, and its author nothing that is hidden', async () => {
    using place = new Workplace();
    cpSync(solution('python'), join(place.folder, 'mine'), { recursive: true });
    const ended = await place.run('grade', echo, '--submission', 'mine', '--seed', '5');
    expect(ended).toMatchObject({ status: 0 });
    expect(ended.stdout).toMatch(/submission mine: python\n(.*\n)*PASS +udp-echo: 9 of 9 points/);
    const [page, json] = ['student.md', 'student.json'].map((file) => student(place, 'mine', file));
    for (const text of [page, json]) {
      expect(text).toContain('the first answer is lost');
      expect(text).not.toContain('fault 1 on wan from server');
    }
    expect(page).toContain('number 2');
    expect(page).toContain("wirelab grade echo --submission . --case 'the second question is lost' --seed 5");
    const result = JSON.parse(json ?? '') as RunResult;
    expect(result.submission).toEqual({ name: 'mine', language: 'python', problem: null });
    const hidden = JSON.stringify(result.cases[2]);
    expect(hidden).toContain('"points":3');
    expect(hidden).not.toMatch(/asked|stdout|answers/);
  }, 60_000);

  it('repeats one case with one seed', async () => {
    using place = new Workplace();
    const name = 'the second question is lost';
    const ended = await place.run(
      'grade',
      echo,
      '--submission',
      solution('c'),
      '--case',
      name,
      '--seed',
      '9',
    );
    expect(ended.status).toBe(0);
    expect(gradesIn(place)).toMatchObject([{ points: 3, of: 3, cases: [{ case: name }] }]);
  }, 60_000);

  it('keeps what is done when it is interrupted', async () => {
    using place = new Workplace();
    const handedIn = [wrong('c-does-not-compile'), wrong('c-never-asks-again'), solution('c')];
    const running = place.start('grade', echo, ...handedIn.flatMap((path) => ['--submission', path]));
    await new Promise<void>((resolve) => {
      running.child.stderr?.on('data', (text: string) => text.includes('[1/3]') && resolve());
    });
    running.child.kill('SIGINT');
    const ended = await running.ended;
    expect(ended.status).toBe(130);
    expect(ended.stdout).toMatch(/1 invalid, 2 not-graded\n/);
    expect(gradesIn(place).map(({ verdict, points }) => [verdict, points])).toEqual([
      ['invalid', 0],
      ['not-graded', null],
      ['not-graded', null],
    ]);
  }, 60_000);
});

const timed = `
lab: timed
time: 10s
nodes: {client: {}, server: {}}
links: {wan: {ends: [client, server]}}
expect: [{metric: client.duration, at-most: {metric: client.duration, of: reference, times: 1, plus: 1s}}]
submission:
  node: client
  reference: ./best
  languages: {sh: {when: run.sh, run: [sh, run.sh]}}
`;

describeWith(['namespaces', 'tun'], 'grade, with small labs,', () => {
  it('holds a submission against the reference in the same place', async () => {
    using place = new Workplace();
    place.write('lab.yaml', timed);
    for (const [name, text] of Object.entries({ best: 'sleep 0.1', quick: 'sleep 0.2', slow: 'sleep 4' })) {
      mkdirSync(join(place.folder, name));
      writeFileSync(join(place.folder, name, 'run.sh'), text);
    }
    const ended = await place.run('grade', 'lab.yaml', '--submission', 'quick', '--submission', 'slow');
    expect(gradesIn(place).map(({ submission, verdict }) => [submission, verdict])).toEqual([
      ['quick', 'pass'],
      ['slow', 'fail'],
    ]);
    expect(ended.status).toBe(1);
  }, 60_000);

  it('is not held up by what a build leaves running, and keeps what it made', async () => {
    using place = new Workplace();
    place.write(
      'lab.yaml',
      `
lab: built
time: 5s
nodes: {client: {}, server: {}}
links: {wan: {ends: [client, server]}}
expect: [{metric: client.stdout, matches: '^made in /home/lab by a build$'}, {metric: client.exit_code, is: 0}]
submission: {node: client, languages: {sh: {when: build.sh, build: sh build.sh, run: [./made/run, "a b"]}}}
`,
    );
    mkdirSync(join(place.folder, 'mine'));
    place.write(
      'mine/build.sh',
      [
        'mkdir made && printf "#!/bin/sh\\necho made in \\$PWD by a build\\n" >made/run && chmod +x made/run',
        'ln -s /etc/shadow link; mkfifo pipe; touch .hidden "-rf" "a b"',
        'sleep 987653 & setsid sleep 987653 &',
        'echo "::error::warning: \x1b[31mred"',
      ].join('\n'),
    );
    const ended = await place.run('grade', 'lab.yaml', '--submission', 'mine');
    expect(ended).toMatchObject({ status: 0 });
    expect(ended.stdout).not.toContain('\u001b');
    expect(ended.stdout).not.toMatch(/^ *::error/m);
    expect(ended.stdout).toContain('warning: red');
  });

  it('runs both ends of a submission, each on its node', async () => {
    using place = new Workplace();
    place.write(
      'lab.yaml',
      `
lab: both
time: 5s
nodes: {asker: {}, answerer: {ready: {log: "^up"}, env: {WORD: hello}}}
links: {wan: {ends: [asker, answerer]}}
expect: [{metric: asker.stdout, matches: '^asked as asker$'}, {metric: answerer.stdout, matches: '^up hello$'}]
submission:
  node: [asker, answerer]
  languages: {sh: {when: a.sh, run: {asker: [sh, a.sh], answerer: [sh, b.sh]}}}
`,
    );
    mkdirSync(join(place.folder, 'mine'));
    place.write('mine/a.sh', 'echo asked as $LAB_NODE');
    place.write('mine/b.sh', 'echo up $WORD; sleep 60');
    expect(await place.run('grade', 'lab.yaml', '--submission', 'mine')).toMatchObject({ status: 0 });
  });

  it('takes submissions of whatever name', async () => {
    using place = new Workplace();
    place.write('lab.yaml', timed.replace(/expect:.*\n/, ''));
    mkdirSync(join(place.folder, 'best'));
    const names = [
      '-rf',
      '$(touch evil)',
      'new\nline',
      'a'.repeat(255),
      '\u202ertl',
      '=1+1',
      'Same.zip',
      'same',
    ];
    for (const name of names) {
      mkdirSync(join(place.folder, 'in', name), { recursive: true });
      writeFileSync(join(place.folder, 'in', name, 'run.sh'), '');
    }
    const ended = await place.run('grade', 'lab.yaml', '--submissions', 'in', '--jobs', '4');
    expect(ended.status).toBe(0);
    const grades = gradesIn(place);
    expect(grades.map(({ verdict }) => verdict)).toEqual(names.map(() => 'pass'));
    expect(readdirSync(join(gradingIn(place), 'students')).sort()).toEqual(
      grades.map(({ submission }) => submission).sort(),
    );
    expect(readdirSync(place.folder)).not.toContain('evil');
    expect(`${ended.stdout}${ended.stderr}`).not.toMatch(/\u202e|new\nline/);
  }, 120_000);

  it('blames a service that never becomes ready on who brought it', async () => {
    using place = new Workplace();
    place.write(
      'lab.yaml',
      `
lab: service
nodes: {server: {ready: {tcp: 8080}}, client: {}}
links: {wan: {ends: [client, server]}}
expect: [{metric: server.timed_out, is: false}]
submission: {node: server, languages: {sh: {when: run.sh, run: [sh, run.sh]}}}
`,
    );
    place.write('run.sh', 'echo no port free; exit 1');
    const ended = await place.run('grade', 'lab.yaml', '--submission', '.');
    expect(ended.status).toBe(1);
    expect(ended.stdout).toMatch(
      /Why: server ended before it was ready \(exit code 1\); its last words: no port free/,
    );
  });

  it.each([
    [['--submission', 'nowhere'], /--submission nowhere: there is no such file/],
    [['--submissions', 'nowhere'], /there is no such folder/],
    [[], /nothing to grade/],
    [['--submission', '.', '--table', 'grades.xls'], /ends in \.csv or \.json/],
    [['--submission', '.', '--submission', 'lab.yaml', '--reporter', 'plain'], /would mix 2 submissions/],
  ])('refuses %j', async (args, why) => {
    using place = new Workplace();
    place.write('lab.yaml', timed);
    mkdirSync(join(place.folder, 'best'));
    const ended = await place.run('grade', 'lab.yaml', ...args);
    expect(ended.status).toBe(2);
    expect(ended.stderr).toMatch(why);
  });

  it('and run tell which of them a lab is for', async () => {
    using place = new Workplace();
    place.write('lab.yaml', timed);
    place.write('plain.yaml', 'lab: plain\nnodes: {a: {}, b: {}}\nlinks: {l: {ends: [a, b]}}\n');
    mkdirSync(join(place.folder, 'best'));
    expect(await place.run('run', 'lab.yaml')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('wirelab grade lab.yaml --submission DIR'),
    });
    expect(await place.run('grade', 'plain.yaml', '--submission', '.')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('it is no graded lab'),
    });
  });

  it('tells a student what is missing', async () => {
    using place = new Workplace();
    place.write('lab.yaml', timed.replace(/expect:.*\n/, ''));
    for (const folder of ['best', 'mine']) mkdirSync(join(place.folder, folder));
    place.write('mine/Run.sh', '');
    const ended = await place.run('grade', 'lab.yaml', '--submission', 'mine');
    expect(ended.status).toBe(2);
    expect(student(place, 'mine', 'student.md')).toContain(
      'rename Run.sh to run.sh: upper and lower case count',
    );
  });
});
