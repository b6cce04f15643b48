import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, Socket as ClientSocket, createServer, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { openTcpSocket, readTcpInfo } from '../../src/traffic/agent/libc.ts';

it('of an idle connection reads as ss shows it', async () => {
  const server = createServer((socket: Socket) => socket.pipe(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const fd = openTcpSocket(4);
  const options = { fd, readable: true, writable: true, manualStart: true };
  const client = new ClientSocket(options);
  client.connect(port, '127.0.0.1');
  await once(client, 'connect');
  client.write('hello');
  await once(client, 'data');

  const shown = execFileSync('ss', ['-Htin', `dport = :${port}`], { encoding: 'utf8' });
  const info = readTcpInfo(fd);
  const figure = (pattern: RegExp) => Number(pattern.exec(shown)?.[1]);
  expect(info?.smoothedRttSeconds).toBeCloseTo(figure(/ rtt:([\d.]+)/) / 1000, 9);
  expect(info?.minRttSeconds).toBeCloseTo(figure(/minrtt:([\d.]+)/) / 1000, 9);
  expect(info?.cwndSegments).toBe(figure(/cwnd:(\d+)/));
  expect(info?.totalRetransmits).toBe(0);

  client.destroy();
  server.close();
  await once(server, 'close');
});

it('of something that is no socket is nothing', () => {
  expect(readTcpInfo(-1)).toBeNull();
});
