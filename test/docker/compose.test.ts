/** Wirelab in a container, and labs as compose files: both by compose itself. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { exportComposeCommand } from '../../src/commands/export-compose.ts';
import { listBundledLabs } from '../../src/lab-source/lab-source.ts';
import { describeWith } from '../support/requires.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The plugin of docker's, or compose of its own, as Debian has it. */
const compose: readonly string[] =
  spawnSync('docker', ['compose', 'version'], { stdio: 'ignore' }).status === 0
    ? ['docker', 'compose']
    : ['docker-compose'];

describeWith(['docker', 'compose'], 'compose', () => {
  let folder: string;
  let project: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wirelab-compose-'));
    project = folder.slice(folder.lastIndexOf('/') + 1).toLowerCase();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  // The image with Wirelab itself, as it is compiled now, on the engine's `wirelab/tools`.
  beforeAll(() => {
    const build = [join(root, 'bin', 'wirelab.js'), 'images', 'build', 'wirelab', '--from', 'packages'];
    const { status, stderr } = spawnSync(process.execPath, build, { encoding: 'utf8' });
    expect(status, stderr).toBe(0);
  }, 600_000);

  function run(...args: readonly string[]) {
    const [file = '', ...first] = compose;
    const env = {
      ...process.env,
      COMPOSE_PROJECT_NAME: project,
      WIRELAB_RUNS: join(folder, 'runs'),
      DOCKER_SOCKET: (process.env.DOCKER_HOST ?? '').replace('unix://', '') || '/var/run/docker.sock',
    };
    const { status, stdout, stderr } = spawnSync(file, [...first, ...args], {
      cwd: folder,
      encoding: 'utf8',
      env,
    });
    return { status, stdout, stderr };
  }

  async function exported(lab: string, out: string): Promise<string> {
    let said = '';
    const io = { stdout: { write: () => undefined }, stderr: { write: (text: string) => (said += text) } };
    expect(await exportComposeCommand(lab, { out: join(folder, out) }, io), said).toBe(0);
    return join(folder, out, 'compose.yaml');
  }

  it.each(listBundledLabs().map(({ name }) => name))('takes the export of %s', async (name) => {
    expect(run('-f', await exported(name, 'out'), 'config', '-q')).toMatchObject({ status: 0 });
  });

  it('brings an exported lab up: names, routes, files, programs and their input', async () => {
    mkdirSync(join(folder, 'srv'));
    writeFileSync(join(folder, 'srv', 'answer'), 'hello from the server\n');
    writeFileSync(join(folder, 'in.txt'), 'what the lab says\n');
    writeFileSync(join(folder, 'lab.yaml'), lab);
    const file = await exported(join(folder, 'lab.yaml'), 'out');
    try {
      expect(run('-f', file, 'up', '-d')).toMatchObject({ status: 0 });
      const waited = spawnSync('docker', ['wait', containerOf(file, 'asker')], { encoding: 'utf8' });
      expect(waited.stdout.trim()).toBe('0');
      const { stdout } = spawnSync('docker', ['logs', containerOf(file, 'asker')], { encoding: 'utf8' });
      expect(stdout).toBe('what the lab says\nhello from the server\n');
      // What the links' services set is there, or is netem that this kernel hasn't got.
      const links = spawnSync('docker', ['logs', containerOf(file, 'client.links')], { encoding: 'utf8' });
      expect(links.stderr.replace('Error: Specified qdisc kind is unknown.\n', '')).toBe('');
    } finally {
      expect(run('-f', file, 'down', '--timeout', '1')).toMatchObject({ status: 0 });
    }
  });

  function containerOf(file: string, service: string): string {
    return run('-f', file, 'ps', '-q', service).stdout.trim();
  }

  it.each(['privileged', 'socket'])('takes compose.%s.yaml', (name) => {
    const { status, stdout } = run('-f', join(root, 'compose', `compose.${name}.yaml`), 'config');
    expect(status).toBe(0);
    expect(stdout).toContain(`${root}labs`);
  });

  it('runs a lab in one container, without the engine', () => {
    const files = ['-f', join(root, 'compose', 'compose.privileged.yaml')];
    if (!mayBePrivileged()) {
      writeFileSync(join(folder, 'capable.yaml'), capable);
      files.push('-f', join(folder, 'capable.yaml'));
    }
    const { stdout, stderr } = run(...files, 'run', '--rm', '-T', 'wirelab', ...oneLab);
    expect(stdout, stderr).toContain('namespaces runtime');
    expect(stdout).toMatch(seen);
    expect(readdirSync(join(folder, 'runs'))).toEqual([expect.stringMatching(/^udp-pinger-/)]);
  });

  it('runs a lab in containers beside its own, by the socket', () => {
    const files = ['-f', join(root, 'compose', 'compose.socket.yaml')];
    const docker = [...oneLab, '--runtime', 'docker'];
    const { stdout, stderr } = run(...files, 'run', '--rm', '-T', 'wirelab', ...docker);
    expect(stdout, stderr).toContain('docker runtime');
    expect(stdout).toMatch(seen);
  });
});

const oneLab = ['run', '/labs/udp-pinger', '--emulator', 'fabric', '--reporter', 'plain'];

/** Also where the machine is too busy for a verdict: what counts here is that the lab runs. */
const seen = /PASS +pinger\.answered is 7, expected 7/;

/** An engine that lacks a capability itself, as in some sandboxes, starts no privileged container. */
function mayBePrivileged(): boolean {
  const argv = ['run', '--rm', '--privileged', '--network', 'none', 'wirelab/tools', 'true'];
  return spawnSync('docker', argv, { stdio: 'ignore' }).status === 0;
}

const capable = `services:
  wirelab:
    privileged: false
    cap_add: [SYS_ADMIN, NET_ADMIN, NET_RAW, SYS_PTRACE, SYS_NICE, SYS_CHROOT]
    devices: [/dev/net/tun]
    security_opt: [seccomp=unconfined, apparmor=unconfined]
`;

const lab = `lab: routed
nodes:
  client: {image: wirelab/python}
  router: {forward: true}
  server:
    image: wirelab/python
    files: ./srv
    run: [python3, -c, "import socket; s = socket.create_server(('', 8080)); s.accept()[0].sendall(open('answer', 'rb').read())"]
    ready: {tcp: 8080}
programs:
  asker:
    node: client
    run: |
      cat
      exec python3 - <<'END'
      import socket
      while True:  # the routes are set beside the programs' start
          try:
              print(socket.create_connection(('server', 8080), 1).makefile().read(), end='')
              break
          except OSError:
              pass
      END
    stdin: in.txt
links:
  a: {ends: [client, router], impair: {delay: 5ms}}
  b: {ends: [router, server]}
`;
