import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../support/requires.ts';
import { leftovers } from './leftovers.ts';
import { startOwner } from './owner.ts';
import { Guest } from './uml/guest.ts';

describeWith(['uml'], 'a User-Mode Linux guest', () => {
  let guest: Guest;
  beforeAll(async () => {
    guest = await Guest.boot();
  });
  afterAll(() => guest[Symbol.asyncDispose]());

  it('tells the two outputs and the status of a command apart', async () => {
    const result = await guest.run(['sh', '-c', 'cat; echo err >&2; exit 3'], { input: 'ä\n\0b' });
    expect(result).toEqual({ exitCode: 3, stdout: 'ä\n\0b', stderr: 'err\n' });
  });

  it('takes arguments and environment as they are', async () => {
    const odd = `$(id) '"\n;`;
    const { stdout } = await guest.run(['sh', '-c', 'printf %s "$1$ODD"', 'sh', odd], { env: { ODD: odd } });
    expect(stdout).toBe(odd + odd);
  });

  it('runs commands side by side', async () => {
    const script = (act: string) => ['sh', '-c', `mkfifo /run/meet 2>/dev/null; ${act}`];
    const [reader] = await Promise.all([
      guest.run(script('cat /run/meet')),
      guest.run(script('echo met >/run/meet')),
    ]);
    expect(reader.stdout).toBe('met\n');
  });

  it('ends what takes too long', async () => {
    expect((await guest.run(['sleep', '1000'], { timeoutSeconds: 1 })).exitCode).toBe(124);
  });

  it("has the kernel's netem", async () => {
    const set = await guest.run(['tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'netem', 'delay', '50ms']);
    expect(set).toMatchObject({ exitCode: 0, stderr: '' });
    const { stdout } = await guest.run(['ping', '-c', '3', '-i', '0.2', '127.0.0.1']);
    // Both the request and the answer are sent by lo, so none can be back before 100 ms.
    const [, least] = /= ([0-9.]+)\//.exec(stdout) ?? [];
    expect(Number(least)).toBeGreaterThanOrEqual(100);
  });

  it("shows this machine's files, and keeps changes of them to itself", async () => {
    const script = 'cat package.json && echo x >package.json.of-guest && cat package.json.of-guest';
    const { stdout } = await guest.run(['sh', '-c', script]);
    expect(stdout).toMatch(/"name": "wirelab"[\s\S]*\nx\n$/);
    expect(existsSync('package.json.of-guest')).toBe(false);
  });

  it('runs Wirelab', async () => {
    const { stdout, exitCode } = await guest.run(['node', '--import', 'tsx', 'src/cli.ts', '--version']);
    expect({ stdout, exitCode }).toEqual({ stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), exitCode: 0 });
  });
});

describeWith(['uml'], 'what is left of a guest', () => {
  it('is nothing, when it is disposed of', async () => {
    const guest = await Guest.boot();
    await guest[Symbol.asyncDispose]();
    expect(leftovers(guest.sharedFolder)).toEqual([]);
  });

  it('is its folder, when its owner was killed, and the next guest removes that', async () => {
    const owner = await startOwner('uml');
    await owner.kill();
    await expect.poll(() => leftovers(owner.folder), { timeout: 10_000 }).toEqual([owner.folder]);
    await using _ = await Guest.boot();
    expect(leftovers(owner.folder)).toEqual([]);
  });
});
