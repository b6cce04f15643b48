import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Alarm } from '../../src/traffic/agent/alarm.ts';
import { writeDatagram } from '../../src/traffic/agent/datagram.ts';
import { monotonicNs } from '../../src/traffic/agent/monotonic-clock.ts';
import { StreamReceiver } from '../../src/traffic/agent/stream-receiver.ts';
import type { DatagramReceiverReport, SideReport } from '../../src/traffic/protocol.ts';
import { flowOn, udpStream } from './support/flows.ts';

const port = 64_321;
let alarm: Alarm;
let sender: Socket;

beforeEach(async () => {
  alarm = new Alarm();
  sender = createSocket('udp4');
  sender.connect(port, '127.0.0.1');
  await once(sender, 'connect');
});
afterEach(() => {
  sender.close();
  alarm.release();
});

function sendAll(sequences: readonly number[]): void {
  for (const sequence of sequences) send(sequence);
}

function send(sequence: number, change: (bytes: Buffer) => void = () => {}, agoMs = 0): void {
  const bytes = Buffer.alloc(160);
  writeDatagram(bytes, 1, sequence, monotonicNs() - agoMs * 1e6);
  change(bytes);
  sender.send(bytes);
}

/** What a receiver of 10 datagrams has to say when `sends` has been sent to it, of which `sent` count. */
async function receive(
  sends: () => void,
  sent: number,
  duplicates = false,
): Promise<DatagramReceiverReport['measurement']> {
  const spec = udpStream({ packetsPerSecond: 10, durationMs: 1000 });
  const plan = { ...flowOn(spec, port).plan, destinationAddress: '127.0.0.1', drainMs: 200, duplicates };
  const flow = { id: 1, side: 'to', spec, plan } as const;
  let report: (report: SideReport) => void = () => {};
  const reported = new Promise<SideReport>((resolve) => {
    report = resolve;
  });
  const receiver = new StreamReceiver({ flow, alarm, activate: () => {}, report }, spec);
  await receiver.open();
  sends();
  receiver.drain(sent, monotonicNs());
  const said = await reported;
  receiver.close();
  if (said.kind !== 'datagram-receiver') throw new Error(`a ${said.kind} reported`);
  return said.measurement;
}

it('measures the reordering of 1, 2, 5, 3, 4', async () => {
  const measured = await receive(() => sendAll([0, 1, 4, 2, 3]), 5);
  expect(measured).toMatchObject({ received: 5, reordered: 2 / 5, reorderExtentMax: 2, nReordered3: 0 });
});

it('waits for the last copies where the link makes copies', async () => {
  const measured = await receive(() => sendAll([0, 1, 1, 1, 2, 2]), 3, true);
  expect(measured).toMatchObject({ received: 3, duplicates: 3, lost: 0, reordered: 0 });
});

it('takes a broken datagram for received, and a broken header for what it was', async () => {
  const flip = (at: number) => (bytes: Buffer) => void bytes.writeUInt8(bytes.readUInt8(at) ^ 0x10, at);
  const measured = await receive(() => {
    send(0, flip(11));
    send(1, flip(100));
    send(2);
  }, 3);
  expect(measured).toMatchObject({ received: 3, corrupted: 2, lost: 0, duplicates: 0 });
});

it('ends without what never comes, and knows the runs', async () => {
  const measured = await receive(() => sendAll([0, 3, 4, 8]), 10);
  expect(measured).toMatchObject({ sent: 10, received: 4, lost: 6, loss: 0.6, lossPeriods: 3 });
});

it('gives the last as long as the slowest so far took, where a machine stalls', async () => {
  const measured = await receive(() => {
    send(0, () => {}, 600);
    // After the 200 ms that the plan gives it, and before 600 ms and a margin are over.
    setTimeout(() => send(1), 450);
  }, 2);
  expect(measured).toMatchObject({ received: 2, lost: 0 });
});

it("takes no notice of other flows' datagrams", async () => {
  const foreign = (bytes: Buffer) => writeDatagram(bytes, 2, 1, monotonicNs());
  const measured = await receive(() => {
    send(0);
    send(1, foreign);
  }, 2);
  expect(measured).toMatchObject({ received: 1, lost: 1 });
});

it('counts what its socket holds when it was not scheduled until all was over', async () => {
  const measured = await receive(() => {
    sendAll([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    const wakeAtNs = monotonicNs() + 1.2e9;
    setImmediate(() => {
      while (monotonicNs() < wakeAtNs);
    });
  }, 10);
  expect(measured).toMatchObject({ received: 9, lost: 1 });
});
