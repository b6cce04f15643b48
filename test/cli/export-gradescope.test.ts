import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { describeWith } from '../support/requires.ts';
import { Workplace } from './command-line.ts';

const echo = fileURLToPath(new URL('../submission/fixtures/echo/', import.meta.url));

/** What Python's zipfile says of an archive: names with their modes, and the years that it has. */
const listing = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    members = archive.infolist()
    print(json.dumps({
        "damaged": archive.testzip(),
        "modes": {member.filename: oct(member.external_attr >> 16) for member in members},
        "dates": sorted({member.date_time[:3] for member in members}),
    }))
`;

interface Listing {
  readonly damaged: string | null;
  readonly modes: Readonly<Record<string, string>>;
  readonly dates: unknown;
}

function listZip(path: string): Listing {
  const { stdout } = spawnSync('python3', ['-c', listing, path], { encoding: 'utf8' });
  return JSON.parse(stdout);
}

/** The folders as Gradescope has them, with an autograder unpacked in `source`. */
class Autograder {
  readonly root: string;

  constructor(place: Workplace, archive: string) {
    this.root = join(place.folder, 'autograder');
    const script = 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])';
    const source = join(this.root, 'source');
    spawnSync('python3', ['-c', script, join(place.folder, archive), source]);
    for (const [name, mode] of Object.entries(listZip(join(place.folder, archive)).modes)) {
      if (mode === '0o100755') chmodSync(join(source, name), 0o755);
    }
  }

  /** @param around the argv of a program that runs another */
  run(submission: string, around: readonly string[] = ['env']) {
    cpSync(submission, join(this.root, 'submission'), { recursive: true });
    const [file, ...args] = [...around, join(this.root, 'source', 'run_autograder')];
    return spawnSync(file, args, {
      env: { PATH: process.env.PATH, HOME: this.root, LANG: 'C.UTF-8', AUTOGRADER_ROOT: this.root },
      encoding: 'utf8',
    });
  }

  get resultsFile(): string {
    return join(this.root, 'results', 'results.json');
  }

  results() {
    return JSON.parse(readFileSync(this.resultsFile, 'utf8'));
  }
}

describeWith(['namespaces', 'tun', 'python3'], 'export gradescope', () => {
  it('makes an autograder that grades, and gives no score when the machine fails', async () => {
    using place = new Workplace();
    const made = await place.run('export', 'gradescope', echo, '--no-node');
    expect(made).toMatchObject({ status: 0, stdout: 'Made udp-echo-gradescope.zip\n', stderr: '' });

    const { damaged, modes, dates } = listZip(join(place.folder, 'udp-echo-gradescope.zip'));
    expect(damaged).toBeNull();
    expect(dates).toEqual([[1980, 1, 1]]);
    expect(modes).toMatchObject({
      run_autograder: '0o100755',
      'setup.sh': '0o100755',
      'labs/udp-echo/lab.yaml': '0o100644',
      'labs/udp-echo/solutions/python/': '0o40755',
      'wirelab/dist/cli.js': '0o100644',
    });
    const names = Object.keys(modes);
    expect(names).toEqual([...names].sort());
    expect(
      names.filter((name) => /solutions\/.*[^/]$|node_modules\/(typescript|vitest)\//.test(name)),
    ).toEqual([]);

    const autograder = new Autograder(place, 'udp-echo-gradescope.zip');
    const setUp = spawnSync('bash', [join(autograder.root, 'source', 'setup.sh')], {
      env: { PATH: process.env.PATH, AUTOGRADER_ROOT: autograder.root },
      encoding: 'utf8',
    });
    expect(setUp).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });

    expect(autograder.run(join(echo, 'solutions', 'python'))).toMatchObject({ status: 0 });
    const { score, tests } = autograder.results();
    expect(score).toBe(9);
    expect(tests.map(({ max_score }: { max_score: number }) => max_score)).toEqual([1, 1, 1, 3, 3]);

    expect(autograder.run(join(echo, 'wrong', 'python-adds-up-wrong'))).toMatchObject({ status: 0 });
    const wrong = autograder.results();
    expect(wrong.score).toBe(2);
    expect(wrong.tests[1].output).toContain("wirelab grade udp-echo --submission . --case 'clean link'");

    const mapped = process.getuid?.() === 0 ? [] : ['--map-root-user'];
    const withoutTun = ['sh', '-c', 'mount -t tmpfs none /dev/net && exec "$0"'];
    const failed = autograder.run(join(echo, 'solutions', 'python'), [
      ...['unshare', ...mapped, '--mount'],
      ...withoutTun,
    ]);
    expect(failed.status).toBe(3);
    expect(existsSync(autograder.resultsFile)).toBe(false);
    expect(failed.stdout).toContain("Labs can't run here");
  }, 180_000);

  it('takes the reference along where submissions are compared with it, and makes the same archive twice', async () => {
    using place = new Workplace();
    mkdirSync(join(place.folder, 'solutions', 'sh'), { recursive: true });
    mkdirSync(join(place.folder, 'solutions', 'other'));
    place.write('solutions/sh/run.sh', 'exit 0\n');
    place.write('solutions/other/run.sh', 'exit 0\n');
    place.write('.secret', '');
    place.write(
      'a lab.yaml',
      `
lab: timed
time: 10min
nodes: {client: {}, server: {}}
links: {wan: {ends: [client, server]}}
expect: [{metric: client.duration, at-most: {metric: client.duration, of: reference, times: 2}}]
submission:
  node: client
  reference: ./solutions/sh
  languages: {sh: {when: run.sh, build: cc -o run run.c, run: [sh, run.sh]}}
`,
    );
    const made = await place.run(
      'export',
      'gradescope',
      'a lab.yaml',
      '--no-node',
      '--out',
      'one-gradescope.zip',
    );
    expect(made.stderr).toContain('its cases may take 20 minutes');
    await place.run('export', 'gradescope', 'a lab.yaml', '--no-node', '--out', 'two.zip');
    const [one, two] = ['one-gradescope.zip', 'two.zip'].map((name) =>
      readFileSync(join(place.folder, name)),
    );
    expect(one?.equals(two ?? Buffer.alloc(0))).toBe(true);
    const names = Object.keys(listZip(join(place.folder, 'two.zip')).modes);
    expect(names.filter((name) => name.startsWith('labs/'))).toEqual([
      'labs/timed/a lab.yaml',
      'labs/timed/solutions/sh/',
      'labs/timed/solutions/sh/run.sh',
    ]);
    const { root } = new Autograder(place, 'two.zip');
    expect(readFileSync(join(root, 'source', 'run_autograder'), 'utf8')).toContain("'labs/timed/a lab.yaml'");
    expect(readFileSync(join(root, 'source', 'setup.sh'), 'utf8')).toMatch(/^need cc gcc libc6-dev$/m);
  }, 60_000);

  it('says what it needs', async () => {
    using place = new Workplace();
    place.write('lab.yaml', 'lab: plain\nnodes: {a: {}, b: {}}\nlinks: {l: {ends: [a, b]}}\n');
    expect(await place.run('export', 'gradescope', 'lab.yaml')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('it is no graded lab'),
    });
  });
});
