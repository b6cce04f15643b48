import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Workplace } from './command-line.ts';

describe('the command line', () => {
  it.each([
    { args: ['--version'], status: 0, says: /^\d+\.\d+\.\d+\n$/ },
    { args: ['--help'], status: 0, says: /wirelab run tcp-vs-udp/ },
    { args: ['run', '--help'], status: 0, says: /--set wan\.client\.loss=10%/ },
    { args: ['list'], status: 0, says: /^ {2}tcp-vs-udp +introductory +\d+s {2}TCP keeps its promise/m },
    { args: ['show', 'bufferbloat'], status: 0, says: /Case long queue: \d+ points/ },
  ])('wirelab $args', async ({ args, status, says }) => {
    using place = new Workplace();
    const ended = await place.run(...args);
    expect(ended).toMatchObject({ status, stderr: '' });
    expect(ended.stdout).toMatch(says);
  });

  it.each([
    { args: ['rnu'], says: /Did you mean run\?/ },
    { args: ['run'], says: /missing required argument/ },
    { args: ['run', 'udp-pinger', '--seed', 'x'], says: /a whole number is needed/ },
    { args: ['run', 'udp-pinger', '--reporter', 'plian'], says: /there is no reporter "plian"/ },
    { args: ['run', 'udp-pinger', '--reporter', 'tui'], says: /needs a terminal/ },
    { args: ['run', 'udp-pinger', '--case', 'mian'], says: /has no case "mian"; it has "main"/ },
    { args: ['run', 'udp-pinger', '--time', '20'], says: /--time/ },
    { args: ['run', 'udp-pinger', '--set', 'lan.los=10%'], says: /loss/ },
    { args: ['run', 'no-such-lab'], says: /no-such-lab/ },
    { args: ['report', '.'], says: /events\.ndjson/ },
    { args: ['init', '../x'], says: /can't name a lab/ },
  ])('refuses $args with status 2', async ({ args, says }) => {
    using place = new Workplace();
    const ended = await place.run(...args);
    expect(ended).toMatchObject({ status: 2, stdout: '' });
    expect(ended.stderr).toMatch(says);
    expect(ended.stderr).not.toMatch(/^ +at /m);
  });

  it('says where it looked for an engine that is not there, with status 3', async () => {
    using place = new Workplace({ DOCKER_HOST: 'unix:///nowhere/docker.sock' });
    const ended = await place.run('run', 'udp-pinger', '--runtime', 'docker');
    expect(ended.status).toBe(3);
    expect(ended.stdout + ended.stderr).toContain('/nowhere/docker.sock');
    expect(ended.stderr).not.toMatch(/\n\s+at /);
  });

  it('loads neither Ink nor the fabric to validate a lab', async () => {
    using place = new Workplace();
    const ended = await place.run('check', 'tcp-vs-udp');
    expect(ended.status).toBe(0);
    const imports = readFileSync(new URL('../../dist/commands/check.js', import.meta.url), 'utf8');
    expect(imports).not.toMatch(/ink|koffi|live-view|fabric/);
  });

  it('shows every problem of a lab at once', async () => {
    using place = new Workplace();
    place.write(
      'lab.yaml',
      'lab: broken\nnodes: {a: {}, b: {}}\nlinks: {l: {ends: [a, c], impair: {lantency: 5ms}}}\nexpect:\n  - {metric: x.loss, is: 0}\n',
    );
    const ended = await place.run('check', 'lab.yaml');
    expect(ended.status).toBe(2);
    for (const problem of [
      /lab\.yaml:3:\d+: .*"?c"?/,
      /lab\.yaml:3:\d+: .*lantency/,
      /lab\.yaml:5:\d+: .*x\.loss/,
    ]) {
      expect(ended.stderr).toMatch(problem);
    }
  });

  it('warns of what makes verdicts flaky, when asked, and calls the lab valid all the same', async () => {
    using place = new Workplace();
    const lab = `lab: flaky
nodes: {a: {}, b: {}}
links: {l: {ends: [a, b], impair: {loss: 5%}}}
traffic: {s: {kind: udp-stream, from: a, to: b, packets: 20/s, for: 1s}}
expect: [{metric: s.loss, between: [4%, 6%]}]
`;
    place.write('lab.yaml', lab);
    expect(await place.run('check', 'lab.yaml')).toMatchObject({ status: 0, stderr: '' });
    const strict = await place.run('check', '--strict', 'lab.yaml');
    expect(strict.status).toBe(0);
    expect(strict.stderr).toMatch(/lab\.yaml:5:\d+: warning: .*20 packets is 0 to [45]/);
  });

  it('makes a lab to start from that is valid and runs', async () => {
    using place = new Workplace();
    expect(await place.run('init', 'first')).toMatchObject({ status: 0, stderr: '' });
    expect(await place.run('check', 'first')).toMatchObject({ status: 0, stderr: '' });
    expect(await place.run('init', 'first')).toMatchObject({ status: 2 });
  });

  it('prints the schema that is checked in', async () => {
    using place = new Workplace();
    const ended = await place.run('schema');
    expect(ended.stdout).toBe(
      readFileSync(join(import.meta.dirname, '../../schema/lab.schema.json'), 'utf8'),
    );
  });
});
