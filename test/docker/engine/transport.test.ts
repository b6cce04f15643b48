/** An engine that isn't behind a Unix socket: TLS with certificates of both sides, and ssh. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { engineAddresses } from '../../../src/runtime/docker/engine/address.ts';
import { describeWith } from '../../support/requires.ts';
import { idleContainer, openFixture, outcome } from './engine-fixture.ts';

/** Both directions, and an input that ends before the output does. */
async function exerciseEngine(environment: NodeJS.ProcessEnv): Promise<void> {
  await using fixture = await openFixture(environment);
  expect(fixture.engine.facts.isLocal).toBe(false);
  const container = await idleContainer(fixture.run);
  const exec = container.exec({ argv: ['sh', '-c', 'wc -c; echo done'], stdin: true });
  exec.stdin.end(Buffer.alloc(1_000_000));
  expect(await outcome(exec)).toEqual({ exitCode: 0, stdout: '1000000\ndone\n', stderr: '' });
}

describeWith(['docker', 'openssl'], 'an engine behind TLS', () => {
  let folder: string;
  let server: Server;
  let environment: NodeJS.ProcessEnv;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wirelab-tls-'));
    const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-keyout',
      'key.pem',
      '-out',
      'cert.pem',
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=IP:127.0.0.1',
    );
    const [key, cert] = ['key.pem', 'cert.pem'].map((name) => readFileSync(join(folder, name)));
    writeFileSync(join(folder, 'ca.pem'), cert ?? '');
    const [near] = engineAddresses(process.env);
    if (near?.kind !== 'unix') throw new Error('the engine of the tests has no Unix socket');
    const options = { key, cert, ca: cert, requestCert: true, rejectUnauthorized: true, allowHalfOpen: true };
    server = createServer(options, (client) => {
      const engine = connect({ path: near.path, allowHalfOpen: true });
      client.pipe(engine).pipe(client);
      client.on('error', () => engine.destroy());
      engine.on('error', () => client.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    environment = {
      DOCKER_HOST: `tcp://127.0.0.1:${port}`,
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CERT_PATH: folder,
    };
  });

  afterAll(() => {
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is as good as any', () => exerciseEngine(environment));

  it('is refused where its certificate is nobody’s that we know', async () => {
    const stranger = { ...environment, DOCKER_CERT_PATH: tmpdir() };
    await expect(openFixture(stranger)).rejects.toThrow('self-signed certificate');
  });
});

describeWith(['docker', 'docker-cli'], 'an engine behind ssh', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'wirelab-ssh-'));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Stands for the ssh program: the far machine is this one. */
  function installSsh(script: string): void {
    writeFileSync(join(folder, 'ssh'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
  }

  it('is as good as any', async () => {
    installSsh('for command; do :; done; exec $command');
    await exerciseEngine({ DOCKER_HOST: 'ssh://lab@engine.invalid' });
  });

  it('is missed with what ssh says', async () => {
    installSsh('echo "Permission denied (publickey)." >&2; exit 255');
    await expect(openFixture({ DOCKER_HOST: 'ssh://lab@engine.invalid' })).rejects.toThrow(
      'the container engine at ssh://lab@engine.invalid could not be asked to tell what it is: Permission denied',
    );
  });
});
