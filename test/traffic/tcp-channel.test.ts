import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { TcpChannel } from '../../src/traffic/agent/tcp-channel.ts';

it('sends and counts nothing more once its counts were taken, though a write was under way', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  const near = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [[far]] = await Promise.all([accepted, once(near, 'connect')]);
  far.resume();
  const channel = new TcpChannel(near, () => {});
  // The socket goes on after a write, and what stops a flow comes before the channel hears of it.
  const pieces: number[] = [];
  let goOn = (): void => {};
  near.write = (piece: Uint8Array | string, done: unknown) => {
    pieces.push(piece.length);
    goOn = done as () => void;
    return true;
  };
  channel.send(100_000_000, () => {});
  const counts = channel.counts();
  goOn();
  far.write('late');
  await once(near, 'data');
  expect(pieces).toHaveLength(1);
  expect(channel.bytesSent).toBe(counts.bytesSent);
  expect(channel.bytesReceived).toBe(0);
  near.destroy();
  server.close();
});
