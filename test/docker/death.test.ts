/** What becomes of containers when something ends that should not: a node, the engine, the orchestrator. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { run, shell } from '../runtime/sandbox-fixture.ts';
import { nodeSpec, pair, star } from '../runtime/topology.ts';
import { describeWith } from '../support/requires.ts';
import { openDockerSandbox } from './docker-sandbox.ts';
import { engineSocket, leftOf } from './engine-objects.ts';

/** A way to the engine that can be cut. */
async function cuttableEngine() {
  const real = await engineSocket();
  const folder = mkdtempSync(join(tmpdir(), 'wirelab-cut-'));
  const path = join(folder, 'docker.sock');
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ path: real, allowHalfOpen: true });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
  }).listen(path);
  await once(server, 'listening');
  const cut = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return {
    environment: { ...process.env, DOCKER_HOST: `unix://${path}` },
    cut,
    [Symbol.dispose]() {
      cut();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

describeWith(['docker'], 'containers', () => {
  it('are gone with their sandbox, whoever closes it and how often', async () => {
    const open = await openDockerSandbox(star(3));
    const program = open.node('hub').start({ argv: ['sleep', '1000'], env: {}, stdin: null });
    program.stdout.resume();
    program.stderr.resume();
    let hasDied = false;
    void open.node('hub').died.then(() => {
      hasDied = true;
    });
    await Promise.all([open.sandbox.close(), open.sandbox.close()]);
    await open.sandbox.close();
    expect(await leftOf(open.runId)).toEqual([]);
    expect(hasDied).toBe(false);
  });

  it('are gone when one of them could not be made', async () => {
    const { nodes, links } = pair();
    const impossible = nodeSpec('third', { sysctl: { 'net.ipv4.no_such_setting': '1' } });
    await expect(openDockerSandbox({ nodes: [...nodes, impossible], links })).rejects.toThrow(
      /won't set net.ipv4.no_such_setting to 1/,
    );
  });

  it('tell of their death, and so do their programs', async () => {
    await using open = await openDockerSandbox(pair());
    const left = open.node('left');
    const program = left.start({ argv: ['sh', '-c', 'echo up; exec sleep 1000'], env: {}, stdin: null });
    program.stderr.resume();
    await once(program.stdout, 'data');
    await open.sandbox.network.run(['kill', '-KILL', /\d+/.exec(left.networkNamespace)?.[0] ?? '']);
    expect(await left.died).toContain('its container ended with status 137');
    await program.ended;
    expect((await shell(open.node('right'), 'echo fine')).stdout).toBe('fine\n');
  });

  it('are known to be lost when the engine is', async () => {
    using way = await cuttableEngine();
    const open = await openDockerSandbox(pair(), { environment: way.environment });
    const left = open.node('left');
    const program = left.start({ argv: ['sh', '-c', 'echo up; exec sleep 1000'], env: {}, stdin: null });
    program.stderr.resume();
    await once(program.stdout, 'data');
    way.cut();
    expect(await left.died).toContain('the container engine at');
    expect(await open.node('right').died).toContain('the container engine at');
    expect(await program.ended).toMatchObject({ exitCode: null, signal: null });
    expect(await run(left, ['true'])).toMatchObject({ exitCode: null });
    await open.sandbox.close();
    // They end by themselves, for nobody holds the other ends of their standard inputs.
    const containers = async () => (await leftOf(open.runId)).filter((name) => name.startsWith('container'));
    await expect.poll(containers, { timeout: 20_000 }).toEqual([]);
  });
});

describeWith(['docker'], 'after SIGKILL', () => {
  it('containers end by themselves, and the next run removes the rest', async () => {
    const program = fileURLToPath(new URL('owner-program.ts', import.meta.url));
    const owner = spawn(process.execPath, ['--import', 'tsx', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [runId] = (await once(createInterface({ input: owner.stdout }), 'line')) as [string];
    expect((await leftOf(runId)).length).toBeGreaterThan(2);
    owner.kill('SIGKILL');
    const containers = async () => (await leftOf(runId)).filter((name) => name.startsWith('container'));
    await expect.poll(containers, { timeout: 20_000 }).toEqual([]);
    await using open = await openDockerSandbox({ nodes: [], links: [] });
    expect(await leftOf(runId)).toEqual([]);
    expect(await leftOf(open.runId)).not.toEqual([]);
  });
});
