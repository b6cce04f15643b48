import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWith } from '../support/requires.ts';
import { firstOutput, openSandbox, run, sharesOfBusyProgram, shell } from './sandbox-fixture.ts';
import { nodeSpec } from './topology.ts';

const lone = (own: Parameters<typeof nodeSpec>[1] = {}) => ({ nodes: [nodeSpec('only', own)], links: [] });

describeWith(['root', 'namespaces', 'tun'], 'a program', () => {
  it('ends as it ended: status, signal, unknown command', async () => {
    await using open = await openSandbox(lone());
    const node = open.node('only');
    expect(await shell(node, 'exit 7')).toMatchObject({ exitCode: 7, signal: null, limitHit: null });
    expect(await shell(node, 'kill -SEGV $$')).toMatchObject({ exitCode: null, signal: 'SIGSEGV' });
    expect(await run(node, ['no-such-command'])).toMatchObject({ exitCode: 127 });
    expect(await run(node, ['/etc/hosts'])).toMatchObject({ exitCode: 126 });
  });

  it('tells what it got of the processors, and what it started with it', async () => {
    await using open = await openSandbox(lone());
    const { running, ended } = await sharesOfBusyProgram(open.node('only'));
    expect(running?.ranMs).toBeGreaterThan(1);
    expect(running?.waitedMs).toBeGreaterThan(0);
    expect(ended).toBeNull();
  });

  it('gets its argv as data, whatever is in it', async () => {
    await using open = await openSandbox(lone());
    const node = open.node('only');
    const words = ['$(id)', '-rf', '', 'two\nlines', '*', "it's", 'a=b', '--', '%d', 'ü'];
    const echoed = await run(node, ['printf', '<%s>', ...words]);
    expect(echoed.stdout).toBe(words.map((word) => `<${word}>`).join(''));
    const equals = await run(node, ['a=b', 'c']);
    expect(equals.exitCode).toBe(127);
    expect(equals.stderr).toContain('a=b');
  });

  it('has only the environment it should have', async () => {
    await using open = await openSandbox(lone());
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
      writeFileSync(file, 'from a file\n', { mode: 0o600 });
      await using open = await openSandbox(lone());
      expect((await run(open.node('only'), ['cat'], { stdin: file })).stdout).toBe('from a file\n');
      expect((await run(open.node('only'), ['cat'])).stdout).toBe('');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('has no capability, no new privileges, no terminal, no descriptor of ours, and is not PID 1', async () => {
    await using open = await openSandbox(lone());
    const script = `grep -E '^(Cap|NoNewPrivs)' /proc/self/status | tr -d '\\t'
      echo pid $$
      for fd in /proc/self/fd/*; do echo "$fd $(readlink "$fd")"; done
      (: >/dev/tty) 2>&1; kill -9 1 2>&1`;
    const { stdout } = await shell(open.node('only'), script);
    for (const set of ['Inh', 'Prm', 'Eff', 'Bnd', 'Amb'])
      expect(stdout).toContain(`Cap${set}:0000000000000000`);
    expect(stdout).toContain('NoNewPrivs:1');
    expect(stdout).not.toContain('pid 1\n');
    // What a shell can't close has become /dev/null; the loop's own directory stream is gone by then.
    const beyond = [...stdout.matchAll(/^\/proc\/self\/fd\/(\d+) (.*)$/gm)].filter(
      ([, fd]) => Number(fd) > 2,
    );
    for (const [, , target] of beyond) expect(['/dev/null', '']).toContain(target);
    expect(stdout).toContain('/dev/tty');
    expect((await shell(open.node('only'), 'echo still here')).stdout).toBe('still here\n');
  });

  it('gets the capability that the lab names, and no other', async () => {
    await using open = await openSandbox(lone({ capabilities: ['NET_RAW'] }));
    const { stdout } = await shell(
      open.node('only'),
      'grep ^CapEff /proc/self/status; grep ^CapBnd /proc/self/status',
    );
    expect(stdout).toBe('CapEff:\t0000000000002000\nCapBnd:\t0000000000002000\n');
    await expect(openSandbox(lone({ capabilities: ['SYS_ADMIN'] }))).rejects.toThrow(/grants no capability/);
  });

  it('is signalled with all that it started, setsid or not', async () => {
    await using open = await openSandbox(lone());
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

  it('is stopped at its time limit, even if it ignores SIGTERM', async () => {
    await using open = await openSandbox(
      lone({ limits: { memoryBytes: null, pids: null, files: null, timeMs: 2000 } }),
    );
    const end = await shell(open.node('only'), 'trap "" TERM; while :; do sleep 1000; done');
    expect(end).toMatchObject({ signal: 'SIGKILL', limitHit: 'time' });
  });

  it('ends although it was stopped: by itself, or by us and continued', async () => {
    await using open = await openSandbox(
      lone({ limits: { memoryBytes: null, pids: null, files: null, timeMs: 1000 } }),
    );
    const stopsItself = await shell(open.node('only'), 'kill -STOP $$');
    expect(stopsItself).toMatchObject({ exitCode: null, limitHit: 'time' });

    await using patient = await openSandbox(lone());
    const program = patient.node('only').start({
      argv: ['sh', '-c', 'trap "exit 5" TERM; echo up; while :; do sleep 0.01; done'],
      env: {},
      stdin: null,
    });
    await firstOutput(program.stdout);
    program.stderr.resume();
    program.stdout.resume();
    program.signal('SIGSTOP');
    const states = async () =>
      (await shell(patient.node('only'), 'ps -A -o stat,args | grep -c "^T.*tra[p]"')).stdout;
    await expect.poll(states, { timeout: 10_000 }).toBe('1\n');
    program.signal('SIGTERM');
    program.signal('SIGCONT');
    expect(await program.ended).toMatchObject({ exitCode: 5, signal: null });
  });

  it('may write a lot without being held up or cut', async () => {
    await using open = await openSandbox(lone());
    const { stdout } = await shell(open.node('only'), 'head -c 20000000 /dev/zero');
    expect(stdout.length).toBe(20_000_000);
  });

  it('cannot see what is not its own: canaries of the host, other nodes, expectations', async () => {
    const canary = `canary-${process.pid}`;
    const folder = mkdtempSync(join(tmpdir(), 'wirelab-canary-'));
    try {
      writeFileSync(join(folder, 'lab.yaml'), canary, { mode: 0o644 });
      await using open = await openSandbox({ nodes: [nodeSpec('one'), nodeSpec('two')], links: [] });
      await shell(
        open.node('two'),
        `echo ${canary} >/tmp/mine; echo ${canary} >/dev/shm/mine; echo ${canary} >/home/lab/mine`,
      );
      const search = await shell(
        open.node('one'),
        `grep -rsl --exclude-dir=usr --exclude-dir=proc ${canary} /
        ls ${folder} /root /home /var /run/wirelab /etc/shadow /sys /.host 2>/dev/null
        ps -A -o args | grep -c 'wirelab-[t]est'`,
      );
      expect(search.stdout).toBe('/.host:\n\n/home:\nlab\n0\n');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describeWith(['root', 'namespaces', 'tun'], 'abuse', () => {
  it('a fork bomb stays within its node', async () => {
    await using open = await openSandbox({ nodes: [nodeSpec('bad'), nodeSpec('good')], links: [] });
    const bomb = open.node('bad').start({
      argv: [
        '/usr/bin/python3',
        '-c',
        'import os\ntry:\n  while True: os.fork()\nexcept OSError as e: print(e.strerror, flush=True)\nwhile True: pass',
      ],
      env: {},
      stdin: null,
    });
    const said = new Promise<string>((resolve) => {
      bomb.stdout.setEncoding('utf8').once('data', resolve);
    });
    expect(await said).toContain('Resource temporarily unavailable');
    expect((await shell(open.node('good'), 'echo fine')).stdout).toBe('fine\n');
    bomb.signal('SIGKILL');
    expect(await bomb.ended).toMatchObject({ signal: 'SIGKILL' });
  });

  it('memory ends at the limit, and the verdict can say so', async () => {
    await using open = await openSandbox(
      lone({ limits: { memoryBytes: null, pids: null, files: null, timeMs: null } }),
    );
    const fact = open.sandbox.facts.limits ?? '';
    const end = await run(open.node('only'), ['/usr/bin/python3', '-c', 'x = bytearray(600_000_000)']);
    expect(fact.includes('memory') ? end : 'not limited here').toMatchObject({
      signal: 'SIGKILL',
      limitHit: 'memory',
    });
    expect(end.peakMemoryBytes).toBeLessThanOrEqual(1.05 * 256 * 1024 * 1024);
  });

  it('disks, files and descriptors are bounded', async () => {
    await using open = await openSandbox(lone());
    const seen = await shell(
      open.node('only'),
      'ulimit -n; (head -c 100000000 /dev/zero >/tmp/one) 2>&1; ls -l /tmp/one | cut -d" " -f5; for i in 1 2 3; do head -c 60000000 /dev/zero >>/tmp/$i; done 2>&1; du -sm /tmp | cut -f1; ulimit -c',
    );
    const lines = seen.stdout.trim().split('\n');
    expect(lines[0]).toBe('256');
    expect(lines).toContain(String(64 * 1024 * 1024));
    expect(Number(lines.at(-2))).toBeLessThanOrEqual(128);
    expect(lines.at(-1)).toBe('0');
  });

  it('the lab’s own limits hold for the node', async () => {
    const limits = { memoryBytes: 64 * 1024 * 1024, pids: 5, files: 32, timeMs: null };
    await using open = await openSandbox(lone({ limits }));
    const files = await shell(
      open.node('only'),
      'ulimit -n; for i in 1 2 3 4 5 6 7 8; do sleep 1000 >/dev/null 2>&1 & done; echo all',
    );
    expect(files.stdout).toBe('32\n');
    expect(files.stderr).toMatch(/fork/);
  });

  it.each([
    ['java', ['java', '-version']],
    ['node', ['node', '-e', 'console.error("version")']],
    ['python', ['/usr/bin/python3', '-c', 'import sys; sys.stderr.write("version")']],
  ])('%s starts within the defaults', async (_, argv) => {
    await using open = await openSandbox(lone());
    const { stderr, exitCode } = await run(open.node('only'), argv);
    // On a user's machine it may not be installed; not able to start it must never be.
    if (exitCode !== 127 || process.env.CI)
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('version') });
  });
});
