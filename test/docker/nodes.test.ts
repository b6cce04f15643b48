/** What containers are to each other, whatever reaches their networks. */

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FabricEmulator } from '../../src/emulator/fabric/fabric-emulator.ts';
import { run, shell } from '../runtime/sandbox-fixture.ts';
import { linkSpecs, nodeSpec } from '../runtime/topology.ts';
import { describeWith } from '../support/requires.ts';
import { openDockerSandbox } from './docker-sandbox.ts';

type Sandbox = Awaited<ReturnType<typeof openDockerSandbox>>;

const echoServer = `
import socket
s = socket.socket(socket.AF_INET6)
s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
s.bind(('::', 7000)); s.listen()
print('up', flush=True)
while True:
  c, peer = s.accept()
  c.sendall(b'hello\\n'); c.close()
`;
const ask = (host: string) =>
  `import socket; c = socket.create_connection(('${host}', 7000), 10); print(c.recv(100).decode(), end='')`;

const reaches = [
  ['this machine', ['docker', 'root', 'tun']],
  ['helper container', ['docker']],
] as const;

for (const [reach, needs] of reaches) {
  describeWith(needs, `nodes in containers, reached from ${reach}`, () => {
    let open: Sandbox;
    let folder: string;
    let links: Awaited<ReturnType<FabricEmulator['open']>> | null = null;
    const topology = () => ({
      nodes: [
        nodeSpec('left', { image: 'wirelab/python', files: folder, localhost: 'right' }),
        nodeSpec('router', { forward: true, sysctl: { 'net.ipv4.tcp_keepalive_time': '77' } }),
        nodeSpec('right', { image: 'wirelab/python' }),
      ],
      links: linkSpecs([
        ['left', 'router'],
        ['router', 'right'],
      ]),
    });

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'wirelab-files-'));
      mkdirSync(join(folder, 'sub folder'));
      writeFileSync(join(folder, 'sub folder', 'run.sh'), '#!/bin/sh\necho ran "$PWD"\n', { mode: 0o700 });
      writeFileSync(join(folder, 'empty'), '', { mode: 0o600 });
      symlinkSync('sub folder/run.sh', join(folder, 'link'));
      open = await openDockerSandbox(topology(), { reach });
      links = await new FabricEmulator().open(open.sandbox);
      await links.attach(
        {
          seed: 1,
          links: topology().links,
          faults: [],
          timeline: [],
          recordFile: join(folder, 'records'),
          captureFolder: null,
        },
        [...open.nodes.values()],
      );
      links.startClock(process.hrtime.bigint());
    });

    afterAll(async () => {
      await links?.close();
      await open?.[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    });

    it('have names, addresses, fixed neighbours and pinned settings', async () => {
      const left = open.node('left');
      const seen = await shell(
        left,
        'hostname; getent hosts router right; cat /proc/sys/net/ipv4/tcp_congestion_control',
      );
      const [name, router, right, congestion] = seen.stdout.trim().split('\n');
      expect(name).toBe('left');
      expect(router).toMatch(/^\S+\s+router$/);
      expect(right).toMatch(/^\S+\s+right$/);
      expect(congestion).toBe(left.sysctls['net.ipv4.tcp_congestion_control']);
      const place = { networkNamespace: left.networkNamespace };
      const neighbours = await open.sandbox.network.run(['ip', 'neigh'], place);
      expect(neighbours.stdout).toContain('10.0.0.3 dev eth0 lladdr 02:00:00:00:00:03 PERMANENT');
      const own = await open.sandbox.network.run(['ip', '-6', 'addr', 'show', 'dev', 'eth0'], place);
      expect(own.stdout).not.toContain('fe80');
      expect(open.node('router').sysctls['net.ipv4.tcp_keepalive_time']).toBe('77');
    });

    it('are told with the image that each was made from', () => {
      expect(open.sandbox.facts['image.left']).toMatch(/^wirelab\/python sha256:[0-9a-f]{64}$/);
      expect(open.sandbox.facts['image.router']).toMatch(/^wirelab\/base sha256:[0-9a-f]{64}$/);
    });

    it('reach each other across a router by name and by localhost, over IPv4 and IPv6, and are counted', async () => {
      const right = open.node('right');
      expect(await right.isListening('tcp', 7000)).toBe(false);
      const server = right.start({ argv: ['python3', '-c', echoServer], env: {}, stdin: null });
      server.stderr.resume();
      await new Promise((resolve) => createInterface({ input: server.stdout }).once('line', resolve));
      expect(await right.isListening('tcp', 7000)).toBe(true);
      for (const host of ['right', '10.0.1.3', 'fd00:0:0:1::3', '127.0.0.1', '::1']) {
        const answer = await run(open.node('left'), ['python3', '-c', ask(host)]);
        expect({ host, ...answer }).toMatchObject({ host, stdout: 'hello\n', exitCode: 0 });
      }
      const { TcpPassiveOpens } = await right.counters();
      expect(TcpPassiveOpens).toBe(5);
      server.signal('SIGTERM');
      expect(await server.ended).toMatchObject({ signal: 'SIGTERM' });
    });

    it('have their files, which they can run and not change', async () => {
      const seen = await shell(open.node('left'), 'pwd; ./link; cat empty; touch mine 2>&1; ls');
      expect(seen.stdout.split('\n').slice(0, 2)).toEqual(['/lab', 'ran /lab']);
      expect(seen.stdout).toMatch(/Read-only file system\nempty\nlink\nsub folder\n$/);
      expect((await shell(open.node('right'), 'pwd')).stdout).toBe('/home/lab\n');
    });

    it('reach nothing else: no route, no name server, no engine', async () => {
      const seen = await shell(
        open.node('right'),
        'cat /proc/net/route | wc -l; getent ahostsv4 example.com; ls /var/run/docker.sock /dev/net 2>&1',
      );
      // Of its one network, of the one behind the router, and the table's heading.
      expect(seen.stdout).toMatch(/^3\nls: .*docker.sock.*\nls: .*\/dev\/net.*\n$/);
    });
  });
}

describeWith(['docker', 'root'], 'veth pairs of containers', () => {
  it('have their far sides in the wire namespace, one segment a packet', async () => {
    const topology = { nodes: [nodeSpec('left'), nodeSpec('right')], links: linkSpecs([['left', 'right']]) };
    for (const reach of ['this machine', 'helper container'] as const) {
      await using open = await openDockerSandbox(topology, { reach, device: 'veth' });
      const { network, wireNamespace } = open.sandbox;
      if (wireNamespace === null) throw new Error('no wire namespace');
      const devices = async (networkNamespace: string) =>
        JSON.parse((await network.run(['ip', '-d', '-j', 'link'], { networkNamespace })).stdout);
      const far = new Map(
        (await devices(wireNamespace)).map((each: { ifname: string }) => [each.ifname, each]),
      );
      expect(new Set(far.keys())).toEqual(new Set(['l0e0', 'l0e1', 'lo']));
      for (const name of ['l0e0', 'l0e1']) {
        expect(far.get(name)).toMatchObject({
          flags: expect.arrayContaining(['UP', 'LOWER_UP']),
          gso_max_segs: 1,
          mtu: 1500,
        });
      }
      const near = await devices(open.node('left').networkNamespace);
      expect(near[1]).toMatchObject({ ifname: 'eth0', address: '02:00:00:00:00:02', gso_max_segs: 1 });
      const addresses = await network.run(['ip', '-o', 'addr'], { networkNamespace: wireNamespace });
      expect(addresses.stdout).not.toContain('l0e');
    }
  });
});
