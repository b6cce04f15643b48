/** A helper container: tools, files and processes beside an engine's nodes, and nothing of it once we are gone. */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EnvironmentError } from '../../../src/core/environment-error.ts';
import { ownProcess } from '../../../src/own-process.ts';
import { connectEngine } from '../../../src/runtime/docker/engine/connect.ts';
import { HelperHost } from '../../../src/runtime/docker/helper/helper-host.ts';
import type { OwnProcess } from '../../../src/runtime/network-host.ts';
import { describeWith } from '../../support/requires.ts';
import { type EngineFixture, idleContainer, openFixture } from '../engine/engine-fixture.ts';

function ended(child: OwnProcess): Promise<[status: number | null, signal: string | null]> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve([status, signal]));
  });
}

describeWith(['docker'], 'a helper container', () => {
  let fixture: EngineFixture;
  let host: HelperHost;

  beforeAll(async () => {
    fixture = await openFixture();
    host = await HelperHost.open(fixture.engine, fixture.run);
  });

  afterAll(async () => {
    await host?.close();
    await fixture?.[Symbol.asyncDispose]();
  });

  it('runs tools in a network namespace with nothing in it but the loopback device', async () => {
    const { exitCode, stdout } = await host.run(['ip', '-json', 'link']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).map(({ ifname }: { ifname: string }) => ifname)).toEqual(['lo']);
  });

  it('gives tools their input, and has their exit status and both outputs', async () => {
    const result = await host.run(['sh', '-c', 'cat; echo "grüße" >&2; exit 3'], { input: 'in\n' });
    expect(result).toEqual({ exitCode: 3, stdout: 'in\n', stderr: 'grüße\n' });
  });

  it('answers each of many at a time with its own', async () => {
    const words = Array.from({ length: 50 }, (_, index) => `word ${index}`);
    const results = await Promise.all(words.map((word) => host.run(['echo', word])));
    expect(results.map(({ stdout }) => stdout)).toEqual(words.map((word) => `${word}\n`));
  });

  it('enters the network of a node, and makes devices there', async () => {
    const node = await idleContainer(fixture.run);
    const { pid } = await node.state();
    const networkNamespace = `/proc/${pid}/ns/net`;
    const input = 'tuntap add dev eth0 mode tap\nlink set eth0 mtu 1400 up\n';
    expect(await host.run(['ip', '-batch', '-'], { input, networkNamespace })).toMatchObject({ exitCode: 0 });
    expect(await host.read(`/proc/${pid}/net/dev`)).toContain('eth0:');
    expect(await host.read('/proc/self/net/dev')).not.toContain('eth0:');
    const inside = host.spawn(['cat', '/proc/self/net/dev'], { networkNamespace });
    expect(inside.stdout && (await text(inside.stdout))).toContain('eth0:');
    await node.remove();
  });

  it.each([{}, { networkNamespace: '/proc/self/ns/net' }])(
    'says which tool is missing (%j)',
    async (place) => {
      await expect(host.run(['no-such-tool'], place)).rejects.toMatchObject({
        message: 'no-such-tool is not in the image wirelab/tools',
        remedy: 'run `wirelab images build tools`',
      });
    },
  );

  it('reads nothing of a file that is not there', async () => {
    expect(await host.read('/proc/no/such')).toBeNull();
  });

  it('has our clock on our kernel, and one that is told within half a round trip on any', async () => {
    const before = process.hrtime.bigint();
    const exec = host.spawn(['node', '-e', 'console.log(String(process.hrtime.bigint()))']);
    const there = BigInt(exec.stdout ? (await text(exec.stdout)).trim() : 0);
    const after = process.hrtime.bigint();
    const here = there - host.clockOffsetNs;
    expect(here).toBeGreaterThan(before);
    expect(here).toBeLessThan(after);
  });

  it('runs processes of ours, whose input is their lifeline', async () => {
    const entry = new URL('../../../src/traffic/agent/main.ts', import.meta.url);
    const child = host.spawn(host.ownProgram(entry));
    const end = ended(child);
    child.stdout?.resume();
    const errors = child.stderr ? text(child.stderr) : '';
    child.stdin?.end();
    expect(await end).toEqual([0, null]);
    expect(await errors).toBe('');
  });

  it('ends a process by a signal', async () => {
    const child = host.spawn(['sh', '-c', 'echo up; exec sleep 1000']);
    const end = ended(child);
    child.stderr?.resume();
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    child.kill('SIGTERM');
    expect(await end).toEqual([null, 'SIGTERM']);
  });

  it('tells of a process that could not be started', async () => {
    const child = host.spawn(['/no/such/program']);
    child.stdout?.resume();
    child.stderr?.resume();
    const [status] = await ended(child);
    expect(status).toBeGreaterThan(125);
  });

  it('sends files home', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wirelab-outbox-'));
    try {
      const path = `${host.outbox}/big`;
      const script = 'head -c 5000000 /dev/urandom >"$1"; sha256sum <"$1"';
      const { stdout } = await host.run(['sh', '-c', script, 'sh', path]);
      const to = join(folder, 'here');
      await host.fetch(path, to);
      const sum = createHash('sha256').update(readFileSync(to)).digest('hex');
      expect(stdout).toBe(`${sum}  -\n`);
      await expect(host.fetch(`${host.outbox}/none`, to)).rejects.toBeInstanceOf(EnvironmentError);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is closed with all that runs in it, and says nothing of having died', async () => {
    const other = await HelperHost.open(fixture.engine, fixture.run);
    const child = other.spawn(['sh', '-c', 'echo up; exec sleep 1000']);
    const gone = new Promise((resolve) => {
      child.once('exit', resolve);
      child.once('error', resolve);
    });
    child.stderr?.resume();
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    await Promise.all([other.close(), other.close()]);
    await gone;
    await expect(other.run(['true'])).rejects.toThrow('the helper container ended');
    expect(await Promise.race([other.died, Promise.resolve('silent')])).toBe('silent');
  });

  it('tells when it has died', async () => {
    const other = await HelperHost.open(fixture.engine, fixture.run);
    const asked = other.run(['sleep', '1000']).catch((error: Error) => error.message);
    await other
      .run(['sh', '-c', 'kill -KILL "$1"', 'sh', /\d+/.exec(other.networkNamespace)?.[0] ?? ''])
      .catch(() => {
        // It died before it could answer.
      });
    expect(await other.died).toContain('the helper container ended');
    expect(await asked).toContain('the helper container ended');
  });

  it('is gone when its owner was killed, with what ran in it', async () => {
    const [node = '', ...args] = ownProcess(new URL('./owner-program.ts', import.meta.url));
    const owner = spawn(node, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface({ input: owner.stdout }), 'line')) as [string];
    const [runId = '', pid = ''] = line.split(' ');
    expect(await host.read(`/proc/${pid}/cmdline`)).toContain('sleep');
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    await expect.poll(() => host.read(`/proc/${pid}/cmdline`), { timeout: 20_000 }).toBeNull();
    const engine = await connectEngine();
    await engine.openRun(runId).removeAll();
    engine.close();
  });
});
