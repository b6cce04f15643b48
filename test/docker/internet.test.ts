/** What lies beyond the engine's machine, and that machine itself: who reaches them, and who doesn't. */

import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listenerOf } from '../../src/runtime/docker/engine/socket-peer.ts';
import { run } from '../runtime/sandbox-fixture.ts';
import { linkSpecs, nodeSpec } from '../runtime/topology.ts';
import { describeWith } from '../support/requires.ts';
import { openDockerSandbox } from './docker-sandbox.ts';
import { engineSocket, leftOf } from './engine-objects.ts';

/** TEST-NET-2 (RFC 5737): nobody's. */
const engineAddress = '198.51.100.1';
const outsideAddress = '198.51.100.2';

/** Tells whoever connects as whom it sees them; ends with its standard input. */
const server = `
import socket, sys, threading
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(('0.0.0.0', 0)); s.listen()
def serve():
  while True:
    c, peer = s.accept(); c.sendall(peer[0].encode()); c.close()
threading.Thread(target=serve, daemon=True).start()
print(s.getsockname()[1], flush=True)
sys.stdin.read()
`;
const ask = (address: string, port: string) => `
import socket
try: print(socket.create_connection(('${address}', ${port}), 3).recv(100).decode())
except OSError as error: print('refused:', error)
`;

type Server = ChildProcessByStdio<Writable, Readable, null>;

async function start(argv: readonly [string, ...string[]]): Promise<[server: Server, port: string]> {
  const [file, ...args] = argv;
  const child = spawn(file, [...args, 'python3', '-c', server], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [port] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return [child, port];
}

describeWith(['docker', 'root', 'tun', 'python3'], 'beyond the engine', () => {
  let outside: Server;
  let outsidePort: string;
  let host: Server;
  let hostPort: string;
  let engineNetwork: string;

  const inNetwork = (network: string, ...argv: readonly string[]) =>
    execFileSync('nsenter', [`--net=${network}`, '--', ...argv], {
      encoding: 'utf8',
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    });

  beforeAll(async () => {
    const engine = listenerOf(await engineSocket());
    if (engine === null) throw new Error('the engine is not on this machine');
    engineNetwork = `/proc/${engine}/ns/net`;
    [outside, outsidePort] = await start(['unshare', '--net', '--']);
    [host, hostPort] = await start(['nsenter', `--net=${engineNetwork}`, '--']);
    const outsideNetwork = `/proc/${outside.pid}/ns/net`;
    inNetwork(
      outsideNetwork,
      'ip',
      'link',
      'add',
      'eth0',
      'type',
      'veth',
      'peer',
      'wl-outside',
      'netns',
      String(engine),
    );
    inNetwork(outsideNetwork, 'ip', 'address', 'add', `${outsideAddress}/24`, 'dev', 'eth0');
    inNetwork(engineNetwork, 'ip', 'address', 'add', `${engineAddress}/24`, 'dev', 'wl-outside');
    inNetwork(outsideNetwork, 'ip', 'link', 'set', 'eth0', 'up');
    inNetwork(engineNetwork, 'ip', 'link', 'set', 'wl-outside', 'up');
  });

  // With its network namespace the veth pair goes.
  afterAll(async () => {
    for (const child of [outside, host]) {
      if (child === undefined) continue;
      child.stdin.end();
      await once(child, 'exit');
    }
  });

  it.each(['this machine', 'helper container'] as const)(
    'is reached by nodes with `internet: true` only (networks reached from %s)',
    async (reach) => {
      const open = await openDockerSandbox(
        {
          nodes: [
            nodeSpec('gate', { image: 'wirelab/python', internet: true }),
            nodeSpec('inner', { image: 'wirelab/python' }),
          ],
          links: linkSpecs([['gate', 'inner']]),
        },
        { reach },
      );
      try {
        const see = async (node: string, address: string, port: string) =>
          (await run(open.node(node), ['python3', '-c', ask(address, port)])).stdout.trim();
        expect(await see('gate', outsideAddress, outsidePort)).toBe(engineAddress);
        const unreachable = 'refused: [Errno 101] Network is unreachable';
        expect(await see('inner', outsideAddress, outsidePort)).toBe(unreachable);

        const { networkNamespace } = open.node('gate');
        const routes = await open.sandbox.network.run(['ip', 'route'], { networkNamespace });
        const gateway = /^default via (172\.30\.[\d.]+)/m.exec(routes.stdout)?.[1] ?? 'no gateway';
        for (const address of [engineAddress, gateway]) {
          // It is there; the engine's own rules may change as whom it sees us.
          expect(inNetwork(engineNetwork, 'python3', '-c', ask(address, hostPort))).toMatch(/^[\d.]+\n$/);
          expect(await see('inner', address, hostPort)).toBe(unreachable);
        }
      } finally {
        await open.sandbox.close();
      }
      expect(await leftOf(open.runId)).toEqual([]);
    },
  );
});
