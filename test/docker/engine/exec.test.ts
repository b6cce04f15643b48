/** Commands in containers: what they say arrives byte for byte, and how they end is always known. */

import { createHash, randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EnvironmentError } from '../../../src/core/environment-error.ts';
import type { EngineContainer } from '../../../src/runtime/docker/engine/engine.ts';
import { describeWith } from '../../support/requires.ts';
import { type EngineFixture, idleContainer, openFixture, outcome } from './engine-fixture.ts';

describeWith(['docker'], 'a command in a container', () => {
  let fixture: EngineFixture;
  let container: EngineContainer;

  beforeAll(async () => {
    fixture = await openFixture();
    container = await idleContainer(fixture.run);
  });

  afterAll(() => fixture?.[Symbol.asyncDispose]());

  const shell = (script: string, ...args: string[]) => ({ argv: ['sh', '-c', script, 'sh', ...args] });

  it('has its two streams apart, and its exit status', async () => {
    expect(await outcome(container.exec(shell('echo out; echo err >&2; exit 7')))).toEqual({
      exitCode: 7,
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });

  it('has the environment, the folder and the user it was given, and arguments as they are', async () => {
    const script = 'printf "%s|" "$WORD" "$PWD" "$(id -u):$(id -g)" "$@"';
    const options = { env: { WORD: 'a b' }, workingDirectory: '/tmp', user: '1234:567' };
    const { stdout } = await outcome(container.exec({ ...shell(script, '$(x)', ''), ...options }));
    expect(stdout).toBe('a b|/tmp|1234:567|$(x)||');
  });

  it('reads what it is sent to the end, and no more', async () => {
    const sent = randomBytes(3_000_000);
    const exec = container.exec({ argv: ['sha256sum'], stdin: true });
    exec.stdin.end(sent);
    const { stdout } = await outcome(exec);
    expect(stdout).toBe(`${createHash('sha256').update(sent).digest('hex')}  -\n`);
  });

  it('gives every byte back, binary and split anywhere', async () => {
    const sent = Buffer.concat([randomBytes(1_000_000), Buffer.from('ä€😀'.repeat(50_000))]);
    const exec = container.exec({ argv: ['cat'], stdin: true });
    exec.stdin.end(sent);
    exec.stderr.resume();
    const received: Buffer[] = [];
    for await (const chunk of exec.stdout) received.push(chunk);
    expect(Buffer.concat(received).equals(sent)).toBe(true);
    expect(await exec.exitCode).toBe(0);
  });

  it('may flood: what nobody reads yet is held back there, not here', async () => {
    const total = 100_000_000;
    const exec = container.exec({ argv: ['head', '-c', String(total), '/dev/zero'] });
    exec.stderr.resume();
    let received = 0;
    let largestHeld = 0;
    for await (const chunk of exec.stdout) {
      received += chunk.length;
      largestHeld = Math.max(largestHeld, exec.stdout.readableLength);
      if (received % 7 === 0) await turn();
    }
    expect(received).toBe(total);
    expect(await exec.exitCode).toBe(0);
    expect(largestHeld).toBeLessThan(2_000_000);
  });

  it('may be left unread by one who has had enough', async () => {
    const exec = container.exec({ argv: ['head', '-c', '20000000', '/dev/zero'] });
    exec.stderr.resume();
    exec.stdout.once('data', () => exec.stdout.destroy());
    expect(await exec.exitCode).toBe(0);
  });

  it('has an exit status though it closed its output long before', async () => {
    const exec = container.exec({ ...shell('exec >&- 2>&-; read line; exit 5'), stdin: true });
    exec.stdout.resume();
    exec.stderr.resume();
    const pid = await exec.pid();
    expect(pid).toBeGreaterThan(0);
    exec.stdin.end('go\n');
    expect(await exec.exitCode).toBe(5);
    expect(await exec.pid()).toBeNull();
  });

  it('has 128 and the number of the signal that ended it', async () => {
    expect((await outcome(container.exec(shell('kill -KILL $$')))).exitCode).toBe(137);
  });

  it('has an exit status where there is no such program', async () => {
    expect((await outcome(container.exec({ argv: ['/no/such'] }))).exitCode).toBeGreaterThan(125);
  });

  it('runs beside many others, and none is mistaken for another', async () => {
    const codes = Array.from({ length: 20 }, (_, index) => index);
    const ended = await Promise.all(
      codes.map((code) => outcome(container.exec(shell('echo "$1"; exit "$1"', String(code))))),
    );
    expect(ended.map(({ exitCode, stdout }) => [exitCode, stdout])).toEqual(
      codes.map((code) => [code, `${code}\n`]),
    );
  });

  it('is told to have ended with its container', async () => {
    const other = await idleContainer(fixture.run);
    const exec = other.exec(shell('echo ready; sleep infinity'));
    await new Promise((resolve) => exec.stdout.once('data', resolve));
    exec.stderr.resume();
    const ended = exec.exitCode.catch((error: unknown) => error);
    await other.remove();
    const end = await ended;
    if (typeof end === 'number') expect(end).toBe(137);
    else expect(end).toBeInstanceOf(EnvironmentError);
  });

  it('is refused where the container is gone', async () => {
    const other = await idleContainer(fixture.run);
    await other.remove();
    const exec = other.exec({ argv: ['true'] });
    await expect(exec.exitCode).rejects.toThrow('the container engine did not prepare a command');
    expect(await text(exec.stdout)).toBe('');
  });
});
