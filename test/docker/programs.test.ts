/** Programs in containers: the same as in bare namespaces (test/runtime/programs.test.ts), and what is Docker's own. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { firstOutput, run, sharesOfBusyProgram, shell } from '../runtime/sandbox-fixture.ts';
import { nodeSpec } from '../runtime/topology.ts';
import { describeWith } from '../support/requires.ts';
import { openDockerSandbox } from './docker-sandbox.ts';

type Sandbox = Awaited<ReturnType<typeof openDockerSandbox>>;

const limits = { memoryBytes: null, pids: null, files: null, timeMs: null };

/** Says so when it can't fork, and goes on trying. */
const forkBomb = `
import os
try:
  while True: os.fork()
except OSError as error: print(error.strerror, flush=True)
while True:
  try: os.fork()
  except OSError: pass
`;

/** One after the other: of many that fork at once the last may be killed before it has its process. */
const asManyAsItMay = `
import os, signal
try:
  while os.fork(): pass
except OSError as error: print(error.strerror, flush=True)
signal.pause()
`;

describeWith(['docker'], 'a program in a container', () => {
  let open: Sandbox;

  beforeAll(async () => {
    open = await openDockerSandbox({
      nodes: [
        nodeSpec('only'),
        nodeSpec('timed', { limits: { ...limits, timeMs: 1000 } }),
        nodeSpec('small', { limits: { memoryBytes: 64 * 1024 * 1024, pids: 5, files: 32, timeMs: null } }),
        nodeSpec('python', { image: 'wirelab/python' }),
        nodeSpec('raw', { capabilities: ['NET_RAW'] }),
      ],
      links: [],
    });
  });

  afterAll(() => open?.[Symbol.asyncDispose]());

  it('ends as it ended: status, signal, unknown command', async () => {
    const node = open.node('only');
    expect(await shell(node, 'exit 7')).toMatchObject({ exitCode: 7, signal: null, limitHit: null });
    // A status that looks like a signal is none.
    expect(await shell(node, 'exit 137')).toMatchObject({ exitCode: 137, signal: null });
    expect(await shell(node, 'kill -SEGV $$')).toMatchObject({ exitCode: null, signal: 'SIGSEGV' });
    expect(await run(node, ['no-such-command'])).toMatchObject({ exitCode: 127, stdout: '' });
    expect(await run(node, ['/etc/hosts'])).toMatchObject({ exitCode: 126 });
    expect(await run(node, ['cat'], { folder: '/nowhere' })).toMatchObject({ exitCode: 126 });
  });

  it('tells what it got of the processors, and what it started with it', async () => {
    const { running, ended } = await sharesOfBusyProgram(open.node('only'));
    expect(running?.ranMs).toBeGreaterThan(1);
    expect(running?.waitedMs).toBeGreaterThan(0);
    expect(ended).toBeNull();
  });

  it('gets its argv as data, whatever is in it', async () => {
    const node = open.node('only');
    const words = ['$(id)', '-rf', '', 'two\nlines', '*', "it's", 'a=b', '--', '%d', 'ü'];
    const echoed = await run(node, ['printf', '<%s>', ...words]);
    expect(echoed.stdout).toBe(words.map((word) => `<${word}>`).join(''));
    const equals = await run(node, ['a=b', 'c']);
    expect(equals).toMatchObject({ exitCode: 127, stderr: 'a=b: not found\n' });
  });

  it('is the image’s own, not one of Wirelab’s tools of the same name', async () => {
    expect((await run(open.node('only'), ['sort', '--version'])).stdout).toContain('GNU');
    expect(await run(open.node('only'), ['ls'], { env: { PATH: '/nowhere' } })).toMatchObject({
      exitCode: 127,
    });
  });

  it('has only the environment it should have', async () => {
    const value = 'two\nlines; $(id) "quoted"';
    const seen = await run(open.node('only'), ['env', '-0'], {
      env: { PORT: '8080', ODD: value, LD_PRELOAD: '/no.so' },
    });
    expect(seen.stdout.split('\0').filter(Boolean).sort()).toEqual([
      'HOME=/home/lab',
      'LAB_NODE=only',
      'LANG=C.UTF-8',
      'LD_PRELOAD=/no.so',
      `ODD=${value}`,
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      'PORT=8080',
    ]);
  });

  it('reads the file it is given, or nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wirelab-stdin-'));
    try {
      const file = join(folder, 'in put');
      const bytes = Buffer.alloc(3_000_000, 'binary \0\xff\n', 'latin1');
      writeFileSync(file, bytes, { mode: 0o600 });
      const counted = await shell(open.node('only'), 'wc -c; head -c 1 | wc -c', { stdin: file });
      expect(counted.stdout.trim().split(/\s+/)).toEqual(['3000000', '0']);
      expect((await run(open.node('only'), ['cat'])).stdout).toBe('');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('has no capability, no new privileges, no terminal, no descriptor of ours, and is not PID 1', async () => {
    const script = `grep -E '^(Cap|NoNewPrivs)' /proc/self/status | tr -d '\\t'
      echo pid $$
      for fd in /proc/self/fd/*; do echo "$fd $(readlink "$fd")"; done
      (: >/dev/tty) 2>&1; kill -9 1 -1 2>&1; touch /usr/mine 2>&1`;
    const { stdout } = await shell(open.node('only'), script);
    for (const set of ['Inh', 'Prm', 'Eff', 'Bnd', 'Amb'])
      expect(stdout).toContain(`Cap${set}:0000000000000000`);
    expect(stdout).toContain('NoNewPrivs:1');
    expect(stdout).not.toContain('pid 1\n');
    const beyond = [...stdout.matchAll(/^\/proc\/self\/fd\/(\d+) (.*)$/gm)].filter(
      ([, fd]) => Number(fd) > 2,
    );
    for (const [, , target] of beyond) expect(['/dev/null', '']).toContain(target);
    expect((await shell(open.node('only'), 'touch /usr/mine')).stderr).toContain('Read-only');
    expect((await shell(open.node('only'), 'touch /home/lab/mine /tmp/mine && echo yes')).stdout).toBe(
      'yes\n',
    );
  });

  it('gets the capability that the lab names, and no other', async () => {
    const { stdout } = await shell(
      open.node('raw'),
      'grep ^CapEff /proc/self/status; grep ^CapBnd /proc/self/status',
    );
    expect(stdout).toBe('CapEff:\t0000000000002000\nCapBnd:\t0000000000002000\n');
  });

  it('is signalled with all that it started, setsid or not', async () => {
    const program = open.node('only').start({
      argv: [
        'sh',
        '-c',
        'setsid sh -c "exec sleep 1000" & (setsid sleep 1001 &) ; trap "" TERM; echo up; while :; do sleep 1002; done',
      ],
      env: {},
      stdin: null,
    });
    await firstOutput(program.stdout);
    program.signal('SIGTERM');
    program.signal('SIGKILL');
    expect(await program.ended).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
    const left = async () => (await shell(open.node('only'), 'ps -A -o args | grep -c "slee[p] 100"')).stdout;
    await expect.poll(left, { timeout: 10_000 }).toBe('0\n');
  });

  it('is stopped at its time limit, even if it ignores SIGTERM or stops itself', async () => {
    const [stubborn, stopped, stoppedWaiter] = await Promise.all([
      shell(open.node('timed'), 'trap "" TERM; while :; do sleep 1000; done'),
      shell(open.node('timed'), 'kill -STOP $$'),
      shell(open.node('timed'), 'kill -STOP $PPID; kill -STOP $$'),
    ]);
    expect(stubborn).toMatchObject({ signal: 'SIGKILL', limitHit: 'time' });
    expect(stopped).toMatchObject({ exitCode: null, limitHit: 'time' });
    expect(stoppedWaiter).toMatchObject({ exitCode: null, limitHit: 'time' });
  });

  it('may write a lot, on both streams, without being held up, cut or mixed', async () => {
    const script = 'head -c 20000000 /dev/zero & head -c 5000000 /dev/zero | tr "\\0" "C" >&2; wait; exit 3';
    const { stdout, stderr, exitCode } = await shell(open.node('only'), script);
    expect({ stdout: stdout.length, stderr: stderr.length, exitCode }).toEqual({
      stdout: 20_000_000,
      stderr: 5_000_000,
      exitCode: 3,
    });
  });

  it('may be many at once', async () => {
    const ends = await Promise.all(
      Array.from({ length: 12 }, (_, index) => shell(open.node('only'), `sleep 0.5; echo ${index}`)),
    );
    expect(ends.map(({ stdout }) => Number(stdout))).toEqual(ends.map((_, index) => index));
  });

  it('has the limits that the lab names', async () => {
    const files = await shell(
      open.node('small'),
      'ulimit -n; for i in 1 2 3 4 5 6 7 8; do sleep 1000 >/dev/null 2>&1 & done; echo all',
    );
    expect(files.stdout).toBe('32\n');
    expect(files.stderr).toMatch(/fork/);
  });

  it('memory ends at the limit, and the verdict can say so', async () => {
    const end = await shell(open.node('small'), 'head -c 200000000 /dev/zero | tail');
    expect(end.limitHit).toBe('memory');
    expect(end.peakMemoryBytes).toBeLessThanOrEqual(1.05 * 64 * 1024 * 1024);
    const fine = await shell(open.node('small'), 'exit 3');
    expect(fine).toMatchObject({ exitCode: 3, limitHit: null });
  });

  it('gets nothing of what was there for those that prepared the node', async () => {
    expect((await run(open.node('python'), ['true'], { isPreparation: true })).exitCode).toBe(0);
    const { stdout } = await shell(
      open.node('python'),
      'bash -c "ulimit -u"; cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes',
    );
    expect(stdout).toBe(`66\n${256 * 1024 * 1024}\n`);
  });

  it('cannot fork without end, and is ended however fast it forks', async () => {
    const killedAfterOutput = async (program: string) => {
      const started = open.node('python').start({ argv: ['python3', '-c', program], env: {}, stdin: null });
      started.stderr.resume();
      await firstOutput(started.stdout);
      started.signal('SIGKILL');
      return started.ended;
    };
    expect(await killedAfterOutput(asManyAsItMay)).toMatchObject({
      signal: 'SIGKILL',
      processLimitReached: true,
    });
    expect(await killedAfterOutput(forkBomb)).toMatchObject({ signal: 'SIGKILL' });
    expect((await shell(open.node('python'), 'exit 3')).processLimitReached).not.toBe(true);
    expect((await shell(open.node('small'), 'echo fine')).stdout).toBe('fine\n');
  });
});
