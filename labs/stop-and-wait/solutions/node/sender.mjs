// Sends a file by stop-and-wait: one datagram at a time, and again until it is acknowledged.
//
// usage: node sender.mjs HOST PORT FILE TIMEOUT_MS

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

const chunkBytes = 1000;
const maxAttempts = 5;

const [host, port, path, timeoutMs] = process.argv.slice(2);
const content = readFileSync(path);
const socket = createSocket('udp4');

function packetOf(type, number, chunk = Buffer.alloc(0)) {
  const header = Buffer.alloc(8);
  header.write(type, 'ascii');
  header.writeUInt32BE(number, 4);
  return Buffer.concat([header, chunk]);
}

/** Waits for the acknowledgement of this very datagram. Any other one is late or a copy. */
function isAcknowledged(number) {
  const wanted = packetOf('ACK ', number);
  return new Promise((resolve) => {
    const end = (outcome) => {
      clearTimeout(timer);
      socket.off('message', look);
      resolve(outcome);
    };
    const look = (packet) => {
      if (packet.equals(wanted)) end(true);
    };
    const timer = setTimeout(end, Number(timeoutMs), false);
    socket.on('message', look);
  });
}

/** Resolves to the number of attempts that it took; 0: nobody answers. */
async function deliver(number, chunk) {
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    socket.send(packetOf('DATA', number, chunk));
    if (await isAcknowledged(number)) return attempt;
  }
  return 0;
}

async function sendFile() {
  const datagrams = Math.ceil(content.length / chunkBytes);
  let attempts = 0;
  for (let number = 0; number < datagrams; number++) {
    const chunk = content.subarray(number * chunkBytes, (number + 1) * chunkBytes);
    const needed = await deliver(number, chunk);
    if (needed === 0) {
      process.stdout.write(`gave up on datagram ${number}\n`);
      return 1;
    }
    attempts += needed;
  }
  await new Promise((sent) => socket.send(packetOf('DONE', datagrams), sent));
  process.stdout.write(`sent ${datagrams} datagrams in ${attempts} attempts\n`);
  return 0;
}

socket.connect(Number(port), host);
await once(socket, 'connect');
process.exitCode = await sendFile();
socket.close();
