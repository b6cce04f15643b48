/** Programs that mean harm, handed in and graded: what they reach, and what is said of them. */

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunResult } from '../../src/core/result/result.ts';
import { Workplace } from '../cli/command-line.ts';
import { describeWith } from '../support/requires.ts';

const fort = fileURLToPath(new URL('./fixtures/fort/', import.meta.url));
const oneMebibyte = 1024 * 1024;

describeWith(['root', 'namespaces', 'tun', 'cc', 'python3'], 'programs that mean harm', () => {
  const place = new Workplace();
  const callers: string[] = [];
  let listener: Server;
  let grades: string;
  let status: number | null;

  beforeAll(async () => {
    const handedIn = join(place.folder, 'handed-in');
    cpSync(join(fort, 'hostile'), handedIn, { recursive: true });
    listener = createServer((socket) => {
      callers.push(String(socket.remoteAddress));
      socket.destroy();
    });
    await new Promise<void>((resolve) => listener.listen(0, () => resolve()));
    const address = listener.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const hosts = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
    const here = hosts.filter(({ family }) => family === 'IPv4').map((host) => `${host.address} ${port}`);
    writeFileSync(join(handedIn, 'python-calls-out', 'addresses'), here.join('\n'));
    cpSync(join(fort, 'lab.yaml'), join(place.folder, 'lab.yaml'));
    const ended = await place.run('grade', 'lab.yaml', '--submissions', 'handed-in', '--jobs', '2');
    status = ended.status;
    const [run = ''] = readdirSync(join(place.folder, 'wirelab-runs'));
    grades = join(place.folder, 'wirelab-runs', run);
  }, 300_000);

  afterAll(async () => {
    await new Promise((resolve) => listener.close(resolve));
    place[Symbol.dispose]();
  });

  const read = (...path: string[]): string => readFileSync(join(grades, 'submissions', ...path), 'utf8');
  const resultOf = (name: string): RunResult => JSON.parse(read(name, 'result.json'));
  const output = (name: string): string => read(name, 'cases', 'main', 'logs', 'client.stdout');
  const said = (name: string): string => readFileSync(join(grades, 'students', name, 'student.md'), 'utf8');

  it('get a verdict each, and never all points', () => {
    expect(status).toBe(2);
    const { submissions } = JSON.parse(readFileSync(join(grades, 'grades.json'), 'utf8'));
    expect(submissions).toHaveLength(readdirSync(join(fort, 'hostile')).length);
    for (const { verdict } of submissions) expect(['fail', 'partial', 'invalid']).toContain(verdict);
  });

  it.each([
    ['c-fork-bomb', 'reached its process limit'],
    ['python-fork-bomb', 'reached its process limit'],
    ['c-thread-bomb', 'reached its process limit'],
    ['c-memory-bomb', 'was ended by its memory limit'],
    ['python-memory-bomb', 'was ended by its memory limit'],
    ['c-output-flood', 'went beyond its output limit'],
    ['python-output-flood', 'went beyond its output limit'],
    ['c-sleeps-for-ever', 'still ran at its time limit'],
    ['python-stops-itself', 'still ran at its time limit'],
    ['c-compile-bomb', 'needed more than the memory limit of 1024 MiB'],
  ])('%s: the student reads that it %s', (name, limit) => {
    expect(said(name)).toContain(limit);
  });

  it('get no more memory than the limit, in whatever form', () => {
    for (const name of ['c-memory-bomb', 'python-memory-bomb', 'python-memory-in-files']) {
      const peak = resultOf(name).cases[0]?.metrics['client.peak_memory'];
      expect(Number(peak)).toBeLessThanOrEqual(256 * oneMebibyte);
    }
  });

  it('leave no more output than the limit, and a line that says so', () => {
    for (const [name, stream] of [
      ['c-output-flood', 'stdout'],
      ['python-output-flood', 'stderr'],
    ] as const) {
      const log = join(grades, 'submissions', name, 'cases', 'main', 'logs', `client.${stream}`);
      expect(statSync(log).size).toBeLessThan(oneMebibyte + 100);
      expect(readFileSync(log, 'latin1')).toMatch(/\[\.\.\. \d+ bytes cut \.\.\.\]/);
    }
  });

  it("read neither this machine's secrets nor the lab nor what others handed in", () => {
    expect(output('c-snoops')).toBe('root again: 0\n');
    expect(output('python-snoops')).toContain('found []\n');
    expect(output('python-snoops')).toContain("environment ['HOME', 'LAB_NODE', 'LANG', 'PATH']");
    expect(output('python-snoops')).not.toMatch(/opened \/(etc|root|work|var|proc)/);
    expect(said('c-compile-reads')).toContain('/etc/shadow: No such file or directory');
  });

  it('write nowhere but in their own home and temporary folders', () => {
    expect(output('python-writes-outside')).toBe('written []\n');
    expect(output('c-leaves-setuid')).toBe('changed: 0\n');
    expect(existsSync('/home/lab/again')).toBe(false);
  });

  it('reach nothing outside, not this machine either', () => {
    expect(output('python-calls-out')).toBe('reached []\n');
    expect(output('c-calls-out')).toBe('raw 0 packet 0 sent -1\n');
    expect(callers).toEqual([]);
  });

  it('kill nobody but themselves', () => {
    expect(output('python-kills-everybody')).toBe('');
    expect(resultOf('c-kills-everybody').cases[0]?.metrics['client.exit_code']).toBe(0);
  });

  it('forge nothing: what they print is shown as what they printed', () => {
    const { verdict, score } = resultOf('python-forges');
    expect({ verdict, score }).toEqual({ verdict: 'fail', score: { points: 0, of: 2 } });
    expect(output('python-forges')).not.toContain('wrote to');
    const shown = said('python-forges');
    expect(shown.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(shown).not.toMatch(/^::|##\[/m);
    expect(shown).toContain('client | PASS    fort: 2 of 2 points');
  });

  it('leave no process behind', () => {
    const processes = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
    expect(processes).not.toContain('wirelab-test-daemon');
    expect(processes).not.toContain(place.folder);
  });
});
