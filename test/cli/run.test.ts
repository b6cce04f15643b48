import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWith } from '../support/requires.ts';
import { Workplace } from './command-line.ts';

const lab = (extra: string): string => `
lab: small
seed: 3
time: 10s
nodes: {a: {}, b: {}}
links: {l: {ends: [a, b], impair: {delay: 5ms}}}
${extra}
`;

const pinger = `
traffic: {pings: {kind: udp-rr, from: a, to: b, count: 4, timeout: 200ms}}
faults: [{link: l, from: a, match: {udp: any}, nth: 2, do: drop}]
`;

function runFolder(place: Workplace): string {
  const [only, ...others] = readdirSync(join(place.folder, 'wirelab-runs'));
  if (only === undefined || others.length > 0) throw new Error('not exactly one run');
  return join(place.folder, 'wirelab-runs', only);
}

describeWith(['namespaces', 'tun'], 'a run', () => {
  it('leaves what crossed its links with --capture, and only then', async () => {
    using place = new Workplace();
    place.write('lab.yaml', lab(pinger));
    const files: string[][] = [];
    for (const [out, ...options] of [['with', '--capture'], ['without']]) {
      const ended = await place.run('run', 'lab.yaml', '--out', out ?? '', ...options);
      expect(ended).toMatchObject({ status: 0, stderr: '' });
      const [run = ''] = readdirSync(join(place.folder, out ?? ''));
      files.push(readdirSync(join(place.folder, out ?? '', run, 'cases', 'main')).sort());
    }
    expect(files).toEqual([['l.pcapng', 'packets.wlp'], ['packets.wlp']]);
  });

  it('passes with status 0, and leaves its folder', async () => {
    using place = new Workplace();
    place.write('lab.yaml', lab(`${pinger}\nexpect: [{metric: pings.answered, is: 3}]`));
    const ended = await place.run('run', 'lab.yaml', '--reporter', 'plain', '--reporter', 'json=result.json');
    expect(ended).toMatchObject({ status: 0, stderr: '' });
    expect(ended.stdout).toMatch(/PASS +small: 1 of 1 point/);
    const folder = runFolder(place);
    expect(readdirSync(folder).sort()).toEqual([
      'cases',
      'events.ndjson',
      'lab.yaml',
      'result.json',
      'student.json',
      'student.md',
    ]);
    const result = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8'));
    expect(result).toMatchObject({
      lab: 'small',
      verdict: 'pass',
      seed: 3,
      runtime: 'namespaces',
      emulator: 'fabric',
      score: { points: 1, of: 1 },
      cases: [
        {
          case: 'main',
          verdict: 'pass',
          seed: 3,
          metrics: {
            'pings.answered': 3,
            'pings.lost': 1,
            'l.a.offered': 4,
            'l.a.lost': 1,
            'l.b.offered': 3,
          },
          expectations: [{ metric: 'pings.answered', verdict: 'pass', value: 3, points: 1, of: 1 }],
        },
      ],
    });
    expect(readFileSync(join(place.folder, 'result.json'), 'utf8')).toBe(
      readFileSync(join(folder, 'result.json'), 'utf8'),
    );
  });

  it('makes the same report again from its event log', async () => {
    using place = new Workplace();
    place.write('lab.yaml', lab(`${pinger}\nexpect: [{metric: pings.answered, is: 3}]`));
    const ran = await place.run('run', 'lab.yaml');
    const reported = await place.run('report', runFolder(place));
    expect(reported).toEqual(ran);
  });

  it('fails with status 1, the seed and the command that repeats it', async () => {
    using place = new Workplace();
    place.write('lab.yaml', lab(`${pinger}\nexpect: [{metric: pings.answered, is: 4}]`));
    const ended = await place.run('run', 'lab.yaml');
    expect(ended.status).toBe(1);
    expect(ended.stdout).toMatch(/FAIL +pings\.answered is 3, expected 4/);
    expect(ended.stdout).toContain('wirelab run lab.yaml --seed 3');
  });

  it('is invalid when a service never becomes ready, and says what it said', async () => {
    using place = new Workplace();
    place.write(
      'lab.yaml',
      lab('').replace('b: {}', 'b: {run: "echo no such thing >&2; exit 7", ready: {tcp: 80}}'),
    );
    const ended = await place.run('run', 'lab.yaml');
    expect(ended.status).toBe(2);
    expect(ended.stdout).toMatch(/b ended before it was ready.*exit code 7.*no such thing/);
  });

  it('refuses what only containers have where namespaces are asked for, with status 3', async () => {
    using place = new Workplace();
    place.write('lab.yaml', lab('').replace('a: {}', 'a: {image: "nginx:1.27", internet: true}'));
    const ended = await place.run('run', 'lab.yaml', '--runtime', 'namespaces');
    expect(ended).toMatchObject({ status: 3, stdout: '' });
    expect(ended.stderr).toContain('a is made from the image nginx:1.27: use --runtime docker');
    expect(ended.stderr).toContain('a may reach the outside world (internet: true): use --runtime docker');
  });

  it('runs several labs, and gives the worst status', async () => {
    using place = new Workplace();
    place.write('good.yaml', lab(`${pinger}\nexpect: [{metric: pings.answered, is: 3}]`));
    place.write('bad.yaml', lab(`${pinger}\nexpect: [{metric: pings.answered, is: 4}]`));
    const ended = await place.run('run', 'good.yaml', 'bad.yaml', '--jobs', '2');
    expect(ended.status).toBe(1);
    expect(ended.stdout).toMatch(/PASS +small: 1 of 1 point/);
    expect(ended.stdout).toMatch(/FAIL +small: 0 of 1 point/);
  });

  it('stops in order on SIGINT: what there is is written, the status is 130', async () => {
    using place = new Workplace();
    place.write(
      'lab.yaml',
      lab('traffic: {stream: {kind: udp-stream, from: a, to: b, packets: 10/s, payload: 100B, for: 9s}}'),
    );
    const running = place.start('run', 'lab.yaml');
    await running.printed('the clock starts');
    running.child.kill('SIGINT');
    expect(await running.ended).toMatchObject({ status: 130, signal: null });
    const events = readFileSync(join(runFolder(place), 'events.ndjson'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(JSON.parse(events.at(-1) ?? '')).toMatchObject({ type: 'interrupted', signal: 'SIGINT' });
    const result = JSON.parse(readFileSync(join(runFolder(place), 'result.json'), 'utf8'));
    expect(result.verdict).toBe('infra');
  });

  it('goes on when the reader of its output has gone', async () => {
    using place = new Workplace();
    place.write('lab.yaml', lab(`${pinger}\nexpect: [{metric: pings.answered, is: 3}]`));
    const running = place.start('run', 'lab.yaml');
    running.child.stdout?.destroy();
    expect(await running.ended).toMatchObject({ status: 0 });
  });
});
