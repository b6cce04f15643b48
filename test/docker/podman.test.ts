/** Podman's Docker-compatible socket in place of the Docker Engine. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { Workplace } from '../cli/command-line.ts';
import { run } from '../runtime/sandbox-fixture.ts';
import { star } from '../runtime/topology.ts';
import { describeWith } from '../support/requires.ts';
import { PodmanService } from '../testbed/podman-service.ts';
import { openDockerSandbox } from './docker-sandbox.ts';
import { leftOf } from './engine-objects.ts';

const lab = `
lab: under-podman
nodes:
  client: {}
  server:
    run: [/.wirelab/busybox, nc, -l, -p, 7000, -e, cat]
    ready: {tcp: 7000}
programs:
  ask:
    node: client
    run: /.wirelab/busybox nc -w 5 server 7000; exit 3
    stdin: question.txt
links:
  wan: {ends: [client, server], impair: {delay: 5ms}}
traffic:
  ping: {kind: udp-rr, from: client, to: server, count: 5, timeout: 1s}
faults:
  - {link: wan, from: client, match: {udp: any}, nth: 2, do: drop}
expect:
  - {metric: ping.answered, is: 4}
  - {metric: ask.exit_code, is: 3}
  - {metric: ask.stdout, matches: '^what\\n$'}
`;

describeWith(['root', 'tun', 'docker', 'podman'], "containers of Podman's", () => {
  let podman: PodmanService;
  beforeAll(async () => {
    const docker = process.env.DOCKER_HOST || 'unix:///var/run/docker.sock';
    podman = await PodmanService.start();
    for (const image of ['wirelab/base', 'wirelab/tools']) await podman.takeImage(image, docker);
  }, 180_000);
  afterAll(() => podman?.[Symbol.asyncDispose]());
  beforeEach(() => {
    vi.stubEnv('DOCKER_HOST', podman.host);
  });

  it.each(['this machine', 'helper container'] as const)('are nodes, reached from %s', async (reach) => {
    const open = await openDockerSandbox(star(2), { reach, device: 'veth' });
    try {
      expect(open.sandbox.facts.engine).toContain('Podman');
      const [first] = open.nodes.values();
      if (first === undefined) throw new Error('no node');
      const script = 'cat; echo out; echo err >&2; exit 3';
      expect(await run(first, ['sh', '-c', script])).toMatchObject({
        exitCode: 3,
        stdout: 'out\n',
        stderr: 'err\n',
      });
    } finally {
      await open.sandbox.close();
    }
    expect(await leftOf(open.runId)).toEqual([]);
  });

  it('run a lab', async () => {
    using place = new Workplace({ DOCKER_HOST: podman.host });
    place.write('lab.yaml', lab);
    place.write('question.txt', 'what\n');
    const ended = await place.run('run', 'lab.yaml', '--runtime', 'docker');
    expect(ended.stdout).toContain('3 of 3 points');
    expect(ended).toMatchObject({ status: 0, stderr: '' });
  });

  it('end with whoever made them', async () => {
    const program = fileURLToPath(new URL('owner-program.ts', import.meta.url));
    const owner = spawn(process.execPath, ['--import', 'tsx', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [runId] = (await once(createInterface({ input: owner.stdout }), 'line')) as [string];
    const containers = async () => (await leftOf(runId)).filter((name) => name.startsWith('container'));
    expect(await containers()).toHaveLength(2);
    owner.kill('SIGKILL');
    await expect.poll(containers, { timeout: 60_000 }).toEqual([]);
  });
});
