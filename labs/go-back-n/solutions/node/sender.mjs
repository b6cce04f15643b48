// Sends a file by go-back-n: up to eight datagrams at once, and all of them again after a time-out.
//
// usage: node sender.mjs HOST PORT FILE TIMEOUT_MS

import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';

const headerBytes = 8;
const chunkBytes = 500;
const window = 8;
const maxAttempts = 5;

const [host, port, path, timeoutMs] = process.argv.slice(2);
const content = readFileSync(path);
const chunks = Math.ceil(content.length / chunkBytes);
const socket = createSocket('udp4');

let base = 0; // the first one that isn't acknowledged
let following = 0; // the first one that was never sent
let attempts = 1;
let retransmissions = 0;
let timer;

function packetOf(type, number, chunk = Buffer.alloc(0)) {
  const header = Buffer.alloc(headerBytes);
  header.write(type, 'ascii');
  header.writeUInt32BE(number, 4);
  return Buffer.concat([header, chunk]);
}

function sendChunk(number) {
  const chunk = content.subarray(number * chunkBytes, (number + 1) * chunkBytes);
  socket.send(packetOf('DATA', number, chunk));
}

function fillWindow() {
  while (following < Math.min(base + window, chunks)) {
    sendChunk(following);
    following += 1;
  }
}

function startTimer() {
  clearTimeout(timer);
  timer = setTimeout(goBack, Number(timeoutMs));
}

function goBack() {
  if (attempts === maxAttempts) return end(1, `gave up on datagram ${base}`);
  attempts += 1;
  for (let number = base; number < following; number++) sendChunk(number);
  retransmissions += following - base;
  startTimer();
}

/** @param expected the number that the receiver expects next: all before it have arrived */
function acknowledge(expected) {
  if (expected <= base || expected > following) return;
  base = expected;
  attempts = 1;
  if (base === chunks) {
    clearTimeout(timer);
    socket.send(packetOf('DONE', chunks), () =>
      end(0, `sent ${chunks} datagrams, ${retransmissions} retransmissions`),
    );
    return;
  }
  startTimer();
  fillWindow();
}

function end(status, line) {
  process.stdout.write(`${line}\n`);
  process.exitCode = status;
  socket.close();
}

socket.on('message', (packet) => {
  const isAck = packet.length === headerBytes && packet.toString('ascii', 0, 4) === 'ACK ';
  if (isAck) acknowledge(packet.readUInt32BE(4));
});
socket.connect(Number(port), host, () => {
  startTimer();
  fillWindow();
});
