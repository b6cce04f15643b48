/** A lab of containers that is kept up, and entered. */

import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Running, Workplace } from '../cli/command-line.ts';
import { expectShellToHaveTerminal } from '../cli/shell-on-a-terminal.ts';
import { describeWith } from '../support/requires.ts';
import { leftOf } from './engine-objects.ts';

const bin = fileURLToPath(new URL('../../bin/wirelab.js', import.meta.url));

const lab = `
lab: hands-on-containers
nodes:
  left: {}
  right: {run: [sh, -c, "echo at your service; exec /.wirelab/busybox nc -ll -p 8080 -e cat"], ready: {tcp: 8080}}
links: {wan: {ends: [left, right], impair: {delay: 50ms}}}
`;
const roundTripMs = 100;

describeWith(['docker', 'root', 'tun', 'tmux'], 'a lab of containers that is up', () => {
  let place: Workplace;
  let up: Running;
  beforeAll(async () => {
    const { DOCKER_HOST } = process.env;
    place = new Workplace(DOCKER_HOST === undefined ? {} : { DOCKER_HOST });
    place.write('lab.yaml', lab);
    up = place.start('up', 'lab.yaml', '--runtime', 'docker');
    await up.printed('right | at your service');
    await up.printed('ends it.');
  });
  afterAll(async () => {
    up.child.kill('SIGTERM');
    await up.ended;
    place[Symbol.dispose]();
  });

  // Nobody need name the engine again.
  const start = (input: string | Buffer, ...args: string[]) => {
    const anywhere = new Workplace();
    const { ended } = anywhere.startWith(input, 'exec', '--lab', 'hands-on-containers', ...args);
    return ended.finally(() => anywhere[Symbol.dispose]());
  };
  const exec = (...args: string[]) => start('', ...args);

  it('delays what commands in its nodes send, with tools that their images lack', async () => {
    const { status, stdout } = await exec('left', '--', 'ping', '-c', '2', 'right');
    expect(status, stdout).toBe(0);
    const fastest = Number(/round-trip min\/avg\/max = ([\d.]+)\//.exec(stdout)?.[1]);
    expect(fastest).toBeGreaterThanOrEqual(roundTripMs);
    expect((await start('over and out', 'left', '--', 'sh', '-c', 'nc right 8080')).stdout).toBe(
      'over and out',
    );
  });

  it("passes on a command's status, a signal's, and a shell's where there is no such command", async () => {
    const commands: [number, string[]][] = [
      [7, ['sh', '-c', 'exit 7']],
      [128 + 9, ['sh', '-c', 'kill -KILL $$']],
      [127, ['no-such-command']],
      [126, ['/etc/passwd']],
    ];
    const ended = await Promise.all(commands.map(([, argv]) => exec('left', '--', ...argv)));
    expect(ended.map(({ status }) => status)).toEqual(commands.map(([status]) => status));
    expect(ended.map(({ stdout }) => stdout)).toEqual(['', '', '', '']);
    expect(ended[2]?.stderr).toBe('no-such-command: not found\n');
    expect(ended[3]?.stderr).toContain('/etc/passwd: Permission denied');
  });

  it('passes on any bytes, in both directions', async () => {
    const input = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256));
    const hex = await start(input, 'left', '--', 'sh', '-c', 'od -An -v -tx1; echo done >&2');
    expect(hex).toMatchObject({ status: 0, stderr: 'done\n' });
    expect(hex.stdout.replaceAll(/\s/g, '') === input.toString('hex')).toBe(true);
    const echoed = await start(input, 'left', '--', 'cat');
    expect(echoed.stdout === input.toString()).toBe(true);
  });

  it('lets commands change the network of their node and its home, and no more; or as little as programs may', async () => {
    const see =
      'ip link set lo down && ip link set lo up && echo changed; /.wirelab/busybox mount -t tmpfs none /tmp && echo mounted; id -u';
    expect((await exec('left', '--', 'sh', '-c', see)).stdout).toBe('changed\n0\n');
    const asProgram = await exec('--as-program', 'left', '--', 'sh', '-c', see);
    expect(asProgram.stdout).toMatch(/^[1-9]\d+\n$/);
    const write = ['--', 'sh', '-c', 'cat >>client.py; cat client.py'];
    await start('print(1)\n', '--as-program', 'left', ...write);
    expect((await start('print(2)\n', 'left', ...write)).stdout).toBe('print(1)\nprint(2)\n');
    const who = ['sh', '-c', 'hostname; pwd; echo $LAB_NODE'];
    expect((await exec('right', '--', ...who)).stdout).toBe('right\n/home/lab\nright\n');
  });

  it('gives a shell the terminal: its size, its Ctrl-C and its jobs', async () => {
    await expectShellToHaveTerminal(place, [process.execPath, bin, 'exec', 'left']);
  });

  it('has no node that the lab has not', async () => {
    expect(await exec('lefd', '--', 'true')).toMatchObject({
      status: 2,
      stderr: 'wirelab: hands-on-containers has no node "lefd": did you mean "left"?\n',
    });
  });
});

describeWith(['docker', 'root', 'tun'], 'the end of a lab of containers that was up', () => {
  const environment = () => {
    const { DOCKER_HOST } = process.env;
    return DOCKER_HOST === undefined ? {} : { DOCKER_HOST };
  };
  const stateFiles = () =>
    readdirSync('/run/wirelab').filter((name) => name.startsWith('hands-on-containers.'));

  it.each([
    ['down', 'removes all of it, commands included'],
    ['SIGKILL', 'leaves nothing that `wirelab clean` would not remove'],
  ])('by %s %s', async (how) => {
    using place = new Workplace(environment());
    place.write('lab.yaml', lab);
    const before = await leftOf(null);
    const isNew = (one: string) => !before.includes(one);
    const up = place.start('up', 'lab.yaml', '--runtime', 'docker');
    await up.printed('ends it.');
    const command = place.start('exec', 'left', '--', 'sh', '-c', 'echo in; exec sleep 1000');
    await command.printed('in');
    expect((await leftOf(null)).filter(isNew).length).toBeGreaterThanOrEqual(2);
    if (how === 'down') {
      expect(await place.run('down')).toMatchObject({
        status: 0,
        stdout: 'hands-on-containers is down.\n',
      });
    } else {
      up.child.kill('SIGKILL');
      await up.ended;
      await place.run('clean');
    }
    expect(await command.ended).toMatchObject({
      status: 137,
      stderr: 'wirelab: hands-on-containers is down\n',
    });
    expect((await leftOf(null)).filter(isNew)).toEqual([]);
    expect(stateFiles()).toEqual([]);
  });
});
