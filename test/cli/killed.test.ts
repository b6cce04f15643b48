import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { OrdinaryUser } from '../support/ordinary-user.ts';
import { describeWith } from '../support/requires.ts';
import { Workplace } from './command-line.ts';
import { descendantsOf, identity, networkNamespaces, processes } from './process-family.ts';

const marker = 'wirelab-killed-test-3141592';

const lab = `
lab: killed
time: 60s
nodes: {a: {run: ["sh", "-c", "(setsid sleep 3141592 &); exec sleep 3141592", "${marker}"]}, b: {run: "kill -STOP $$"}}
links: {l: {ends: [a, b], impair: {delay: 5ms}}}
traffic: {stream: {kind: udp-stream, from: a, to: b, packets: 50/s, payload: 100B, for: 50s}}
`;

function isStopped(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
  } catch {
    return false;
  }
}

describeWith(['root', 'namespaces', 'tun'], 'the orchestrator killed with SIGKILL', () => {
  it('leaves no process and no namespace', async () => {
    using place = new Workplace();
    place.write('lab.yaml', lab);
    const running = place.start('run', 'lab.yaml');
    await running.printed('the clock starts');
    // The stopped program, and nsenter(1), which stops with it.
    while (descendantsOf(running.child.pid ?? 0).filter(isStopped).length < 2) await pause(10);
    const own = readlinkSync('/proc/self/ns/net');
    const family = descendantsOf(running.child.pid ?? 0);
    const alive = family.map(identity).filter((one) => one !== null);
    const namespaces = [...networkNamespaces(family)].filter((one) => one !== own);
    // Two nodes with an init each, a fabric, two agents, the programs.
    expect(alive.length).toBeGreaterThanOrEqual(7);
    expect(namespaces.length).toBeGreaterThanOrEqual(2);

    running.child.kill('SIGKILL');
    await running.ended;
    const isGone = (): boolean =>
      family.every((pid) => !alive.includes(identity(pid) ?? '')) &&
      namespaces.every((one) => !networkNamespaces(processes().map(({ pid }) => pid)).has(one));
    // What dies of an end of file dies soon, but not at once.
    const giveUp = performance.now() + 10_000;
    while (!isGone() && performance.now() < giveUp) await pause(10);
    expect(isGone()).toBe(true);
    const left = processes().filter(({ pid }) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(marker);
      } catch {
        return false;
      }
    });
    expect(left).toEqual([]);
    expect(await place.run('clean')).toMatchObject({ status: 0 });
  });
});

describeWith(
  ['root', 'namespaces', 'tun'],
  'the orchestrator of an ordinary user killed with SIGKILL',
  () => {
    it('leaves no process either, also none that was stopped', async () => {
      using user = new OrdinaryUser();
      user.grant('nobody:200000:65536\n');
      const path = join(user.home, 'lab.yaml');
      writeFileSync(path, lab);
      const wirelab = (...args: string[]) => {
        const [file, ...argv] = user.argv([process.execPath, 'bin/wirelab.js', ...args]);
        // An engine of root's is none of this user's.
        const env = { ...process.env, DOCKER_HOST: '' };
        return spawn(file, argv, { stdio: ['ignore', 'pipe', 'inherit'], env });
      };
      const child = wirelab('run', path, '--out', join(user.home, 'runs'));
      let family: number[] = [];
      const stopped = () => family.filter(isStopped).length >= 2;
      child.stdout.resume();
      while (!stopped()) {
        await pause(10);
        family = descendantsOf(child.pid ?? 0);
      }
      const alive = family.map(identity).filter((one) => one !== null);
      child.kill('SIGKILL');
      await once(child, 'exit');

      const left = () => family.filter((pid) => alive.includes(identity(pid) ?? ''));
      await expect.poll(left, { timeout: 10_000, interval: 10 }).toEqual([]);
      const clean = wirelab('clean');
      clean.stdout.resume();
      const [status] = (await once(clean, 'exit')) as [number | null];
      expect(status).toBe(0);
    });
  },
);

describeWith(['namespaces', 'tun'], 'the emulator killed with SIGKILL', () => {
  it('spoils the attempt, which is made once more with the same seed, and then the run: never a failure', async () => {
    using place = new Workplace();
    place.write('lab.yaml', `${lab}expect: [{metric: stream.lost, is: 0}]\n`);
    const running = place.start('run', 'lab.yaml');
    const killEmulator = (): void => {
      const [pid, ...others] = descendantsOf(running.child.pid ?? 0).filter((one) => {
        const text = identity(one) === null ? '' : readFileSync(`/proc/${one}/cmdline`, 'utf8');
        return text.includes('/fabric/process/main.');
      });
      if (pid === undefined || others.length > 0) throw new Error('not exactly one emulator');
      process.kill(pid, 'SIGKILL');
    };
    await running.printed('the clock starts');
    killEmulator();
    await running.printed("this attempt doesn't count");
    // The second attempt's clock.
    await running.printed('attempt 2');
    await running.printed('the clock starts', 2);
    killEmulator();
    const ended = await running.ended;
    expect(ended.status).toBe(3);
    expect(ended.stdout).toMatch(/INFRA +killed: 0 of 1 point/);
    expect(ended.stdout).toContain('--seed 1');
    expect(ended.stdout).not.toContain('attempt 3');
  });
});

describeWith(['namespaces', 'tun'], 'a traffic agent that was told to stop', () => {
  it('and dies, or says nothing, spoils the attempt and then the run: never a failure', async () => {
    using place = new Workplace();
    place.write(
      'lab.yaml',
      `${lab.replace('time: 60s', 'time: 8s')}expect: [{metric: stream.lost, is: 0}]\n`,
    );
    const running = place.start('run', 'lab.yaml');
    const stopAgent = () => {
      const [pid] = descendantsOf(running.child.pid ?? 0).filter((one) => {
        const text = identity(one) === null ? '' : readFileSync(`/proc/${one}/cmdline`, 'utf8');
        // Not what brought it into its node.
        return text.startsWith(process.execPath) && text.includes('/traffic/agent/main.');
      });
      if (pid === undefined) throw new Error('no agent');
      process.kill(pid, 'SIGSTOP');
      const parent = processes().find((one) => one.pid === pid)?.parent ?? 0;
      return { pid, parent, input: /\d+/.exec(readlinkSync(`/proc/${pid}/fd/0`))?.[0] ?? '' };
    };
    await running.printed('the clock starts');
    const { pid, parent, input } = stopAgent();
    while (!holdsBytes(input)) await pause(10);
    process.kill(pid, 'SIGKILL');
    // nsenter stops with its child, and tells of its end when it goes on.
    process.kill(parent, 'SIGCONT');
    await running.printed("this attempt doesn't count: the traffic agent in");
    await running.printed('the clock starts', 2);
    stopAgent();
    const ended = await running.ended;
    expect(ended.status, ended.stdout).toBe(3);
    expect(ended.stdout).toMatch(/this attempt doesn't count: the traffic agent in [ab] ended \(/);
    expect(ended.stdout).toMatch(
      /^Why: the traffic agent in [ab] was told to stop and said nothing for 3 s$/m,
    );
    expect(ended.stdout).toMatch(/INFRA +killed: 0 of 1 point/);
  }, 120_000);
});

/** Whether a Unix socket has been written to and not read yet. */
function holdsBytes(inode: string): boolean {
  const sockets = execFileSync('ss', ['-xnH'], { encoding: 'utf8' }).split('\n');
  return sockets.some((line) => {
    const [, , waiting, , , local] = line.trim().split(/\s+/);
    return local === inode && Number(waiting) > 0;
  });
}
