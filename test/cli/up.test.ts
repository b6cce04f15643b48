import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OrdinaryUser } from '../support/ordinary-user.ts';
import { describeWith } from '../support/requires.ts';
import { type Running, Workplace } from './command-line.ts';
import { descendantsOf, identity, networkNamespaces, processes } from './process-family.ts';
import { expectShellToHaveTerminal } from './shell-on-a-terminal.ts';

const bin = fileURLToPath(new URL('../../bin/wirelab.js', import.meta.url));

const lab = `
lab: hands-on
time: 1s
nodes:
  left: {}
  right: {run: [sh, -c, "echo at your service; exec python3 -m http.server 8080"], ready: {tcp: 8080}}
programs: {never: {node: left, run: [touch, /home/lab/never]}}
links: {wan: {ends: [left, right], impair: {delay: 30ms}}}
traffic: {stream: {kind: udp-stream, from: left, to: right, packets: 50/s, payload: 100B, for: 50s}}
timeline: [{at: 10ms, link: wan, from: left, set: {delay: 70ms}}]
expect: [{metric: stream.lost, is: 0}]
`;

/** The one way round: 30 ms and 70 ms. */
const roundTripMs = 100;

class Family {
  readonly #owner: number;
  readonly #alive: readonly string[];
  readonly #namespaces: readonly string[];

  constructor(owner: number) {
    this.#owner = owner;
    const pids = descendantsOf(owner);
    const own = readlinkSync('/proc/self/ns/net');
    this.#alive = pids.map(identity).filter((one) => one !== null);
    this.#namespaces = [...networkNamespaces(pids)].filter((one) => one !== own);
  }

  get size(): { readonly processes: number; readonly namespaces: number } {
    return { processes: this.#alive.length, namespaces: this.#namespaces.length };
  }

  /** Its processes, its network namespaces, and what is in the state folder under its name. */
  get left(): string[] {
    const namespaces = networkNamespaces(processes().map(({ pid }) => pid));
    return [
      ...this.#alive.filter((one) => identity(Number(one.split(' ')[0])) === one),
      ...this.#namespaces.filter((one) => namespaces.has(one)),
      ...stateFiles().filter(
        (name) => name.includes(`.${this.#owner}.`) || name.startsWith(`${this.#owner.toString(36)}-`),
      ),
    ];
  }
}

function stateFiles(): string[] {
  return readdirSync('/run/wirelab');
}

async function bringUp(place: Workplace, ...options: string[]): Promise<Running> {
  place.write('lab.yaml', lab);
  const up = place.start('up', 'lab.yaml', ...options);
  await up.printed('ends it.');
  // The entry that others see is written after what people see.
  while (!isEntered(up)) await pause(5);
  return up;
}

function isEntered({ child }: Running): boolean {
  const entry = stateFiles().find((name) => name.includes(`.${child.pid}.`) && name.endsWith('.up'));
  return entry !== undefined && JSON.parse(readFileSync(join('/run/wirelab', entry), 'utf8')).state === 'up';
}

describeWith(['root', 'namespaces', 'tun', 'ping', 'python3', 'tmux'], 'a lab that is up', () => {
  let place: Workplace;
  let up: Running;
  beforeAll(async () => {
    place = new Workplace();
    up = await bringUp(place);
  });
  afterAll(async () => {
    up.child.kill('SIGTERM');
    await up.ended;
    place[Symbol.dispose]();
  });

  const exec = (...args: string[]) => place.run('exec', ...args);

  it('delays what commands in its nodes send, by its impairments and its timeline', async () => {
    await up.printed('wan from left is now: delay 70 ms');
    const { status, stdout } = await exec('left', '--', 'ping', '-c', '2', 'right');
    expect(status).toBe(0);
    const fastest = Number(/rtt min\/avg\/max\/mdev = ([\d.]+)\//.exec(stdout)?.[1]);
    expect(fastest).toBeGreaterThanOrEqual(roundTripMs);
  });

  it('has its services and shows what they say, and neither traffic nor other programs', async () => {
    await up.printed('right | at your service');
    const fetched = await exec(
      ...['left', '--', 'python3', '-c'],
      'import urllib.request; print(urllib.request.urlopen("http://right:8080/").status)',
    );
    expect(fetched).toMatchObject({ status: 0, stdout: '200\n' });
    expect(await exec('left', '--', 'ls', '/home/lab')).toMatchObject({ status: 0, stdout: '' });
    const { stdout } = await exec('left', '--', 'ss', '-Hnaut');
    expect(stdout).toBe('');
  });

  it.each([
    [0, ['true']],
    [7, ['sh', '-c', 'exit 7']],
    [128 + 15, ['sh', '-c', 'kill -TERM $$']],
    [128 + 9, ['sh', '-c', 'kill -KILL $$']],
    [127, ['no-such-command']],
    [126, ['/etc/passwd']],
  ])('passes on status %i of %j', async (status, argv) => {
    expect((await exec('left', '--', ...argv)).status).toBe(status);
  });

  it('passes on what comes in, what goes out and what goes wrong, byte by byte, to two at once', async () => {
    const input = Buffer.from(Array.from({ length: 300_000 }, (_, index) => 32 + (index % 90)));
    const copy = ['--', 'sh', '-c', 'cat; echo done >&2'];
    const both = ['left', 'right'].map((node) => place.startWith(input, 'exec', node, ...copy).ended);
    for (const ended of await Promise.all(both)) {
      expect(ended).toMatchObject({ status: 0, stderr: 'done\n' });
      expect(ended.stdout === input.toString()).toBe(true);
    }
  });

  it('lets commands do what they like with the network of their node, and no more; or as little as programs may', async () => {
    const see =
      'ip link set lo down && ip link set lo up && echo changed; mount -t tmpfs none /tmp && echo mounted; true';
    expect((await exec('left', '--', 'sh', '-c', see)).stdout).toBe('changed\n');
    expect((await exec('--as-program', 'left', '--', 'sh', '-c', see)).stdout).toBe('');
    const who = ['sh', '-c', 'id -un; hostname; pwd; echo $LAB_NODE'];
    expect((await exec('right', '--', ...who)).stdout).toBe('lab\nright\n/home/lab\nright\n');
  });

  it('hands a signal on to the command', async () => {
    const program = 'trap "echo caught; exit 9" INT; echo waiting; while :; do sleep 0.01; done';
    const running = place.start('exec', 'left', '--', 'sh', '-c', program);
    await running.printed('waiting');
    running.child.kill('SIGINT');
    expect(await running.ended).toMatchObject({ status: 9, stdout: 'waiting\ncaught\n' });
  });

  it('ends a command whose wirelab is killed', async () => {
    const running = place.start('exec', 'left', '--', 'sh', '-c', 'echo waiting; exec sleep 1000');
    await running.printed('waiting');
    const [command, ...others] = descendantsOf(running.child.pid ?? 0).map(identity);
    expect(others.length).toBeGreaterThan(0);
    running.child.kill('SIGKILL');
    await running.ended;
    const alive = () => [command].filter((one) => identity(Number(one?.split(' ')[0])) === one);
    await expect.poll(alive, { timeout: 10_000, interval: 10 }).toEqual([]);
  });

  it('gives a shell the terminal: its size, its Ctrl-C and its jobs', async () => {
    await expectShellToHaveTerminal(place, [process.execPath, bin, 'exec', 'left', '--', 'sh']);
  });

  it('says in one sentence, with status 2, which node or lab there is not', async () => {
    const sentence = async (...args: string[]) => {
      const { status, stdout, stderr } = await exec(...args);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      return stderr;
    };
    expect(await sentence('lefd', '--', 'true')).toBe(
      'wirelab: hands-on has no node "lefd": did you mean "left"?\n',
    );
    expect(await sentence('--lab', 'handson', 'left', '--', 'true')).toBe(
      'wirelab: no lab "handson" is up: did you mean "hands-on"?\n',
    );
    const again = await place.run('up', 'lab.yaml');
    expect(again.status).toBe(2);
    expect(again.stderr).toContain(`hands-on is up already, by process ${up.child.pid}`);
    expect((await place.run('down', 'handson')).status).toBe(2);
  });

  it('is one of several, which must be named', async () => {
    place.write('other.yaml', 'lab: other\nnodes: {left: {}, x: {}}\nlinks: {l: {ends: [left, x]}}\n');
    const other = place.start('up', 'other.yaml', '--detach');
    expect(await other.ended).toMatchObject({ status: 0, stderr: '' });
    const unnamed = await exec('left', '--', 'true');
    expect(unnamed).toMatchObject({ status: 2 });
    expect(unnamed.stderr).toBe('wirelab: several labs are up (hands-on, other): name one with --lab\n');
    expect((await place.run('down')).status).toBe(2);
    expect((await exec('--lab', 'other', 'x', '--', 'hostname')).stdout).toBe('x\n');
    expect(await place.run('down', 'other')).toMatchObject({ status: 0, stdout: 'other is down.\n' });
    expect((await exec('left', '--', 'hostname')).stdout).toBe('left\n');
  });
});

describeWith(['root', 'namespaces', 'tun', 'python3'], 'the end of a lab that was up', () => {
  it('comes by `wirelab down`, which returns when nothing is left, commands in it included', async () => {
    using place = new Workplace();
    const up = await bringUp(place);
    const command = place.start('exec', 'left', '--', 'sh', '-c', 'echo in; sleep 1000');
    await command.printed('in');
    const family = new Family(up.child.pid ?? 0);
    expect(family.size.namespaces).toBe(2);
    expect(family.size.processes).toBeGreaterThanOrEqual(5);
    expect(await place.run('down')).toMatchObject({ status: 0, stdout: 'hands-on is down.\n' });
    expect(family.left).toEqual([]);
    expect((await up.ended).status).toBe(143);
    expect(await command.ended).toMatchObject({
      status: 137,
      stderr: expect.stringContaining('hands-on is down'),
    });
    expect(await place.run('down')).toEqual({
      status: 0,
      signal: null,
      stdout: 'No lab is up.\n',
      stderr: '',
    });
    const nothing = await place.run('exec', 'left', '--', 'true');
    expect(nothing).toMatchObject({ status: 2 });
    expect(nothing.stderr).toBe('wirelab: no lab is up: `wirelab up LAB` brings one up\n');
  });

  it('comes by SIGINT, with status 130', async () => {
    using place = new Workplace();
    const up = await bringUp(place);
    const family = new Family(up.child.pid ?? 0);
    up.child.kill('SIGINT');
    expect((await up.ended).status).toBe(130);
    expect(family.left).toEqual([]);
  });

  it('comes with SIGKILL too: no process is left, nothing is said to be up, and clean removes the rest', async () => {
    using place = new Workplace();
    const up = await bringUp(place);
    const family = new Family(up.child.pid ?? 0);
    up.child.kill('SIGKILL');
    await up.ended;
    const nothing = await place.run('exec', 'left', '--', 'true');
    expect(nothing).toMatchObject({ status: 2, stderr: expect.stringContaining('no lab is up') });
    await place.run('clean');
    await expect.poll(() => family.left, { timeout: 10_000, interval: 10 }).toEqual([]);
  });

  it('comes at once when it can not begin, in the background too', async () => {
    using place = new Workplace();
    place.write('lab.yaml', lab.replace('exec python3 -m http.server 8080', 'exit 3'));
    for (const options of [[], ['--detach']]) {
      const { status, stderr } = await place.run('up', 'lab.yaml', ...options);
      expect(status).toBe(2);
      expect(stderr).toContain('right ended before it was ready (exit code 3)');
    }
    expect(stateFiles().filter((name) => name.startsWith('hands-on.'))).toEqual([]);
  });
});

describeWith(['root', 'namespaces', 'tun', 'ping', 'python3'], 'a lab that an ordinary user keeps up', () => {
  it.each([
    ['of a single ID', ''],
    ['with subordinate IDs', 'nobody:200000:65536\n'],
  ])('%s can be entered, and goes without a trace', async (_who, grants) => {
    using user = new OrdinaryUser();
    user.grant(grants);
    const path = join(user.home, 'lab.yaml');
    writeFileSync(path, lab);
    const wirelab = (...args: string[]) => {
      const [file, ...argv] = user.argv([process.execPath, 'bin/wirelab.js', ...args]);
      const env = { ...process.env, DOCKER_HOST: '', XDG_RUNTIME_DIR: '' };
      return spawn(file, argv, { stdio: ['ignore', 'pipe', 'inherit'], env });
    };
    const run = async (...args: string[]) => {
      const child = wirelab(...args);
      const stdout = text(child.stdout);
      const [status] = (await once(child, 'exit')) as [number | null];
      return { status, stdout: await stdout };
    };
    const up = await run('up', path, '--detach');
    expect(up.status).toBe(0);
    const owner = Number(/as process (\d+)/.exec(up.stdout)?.[1]);
    const family = new Family(owner);
    expect(family.size.namespaces).toBe(2);
    const pinged = await run('exec', 'left', '--', 'ping', '-c', '1', 'right');
    expect(pinged.status).toBe(0);
    const raised = await run('exec', 'left', '--', 'sh', '-c', 'ip link set lo down; id -un; exit 6');
    expect(raised).toEqual({ status: 6, stdout: 'lab\n' });
    expect((await run('down')).stdout).toBe('hands-on is down.\n');
    expect(family.left).toEqual([]);
    expect(readdirSync(join(user.home, '.local/state/wirelab'))).toEqual([]);
  });
});
