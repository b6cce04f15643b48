// Sends a file by selective repeat: up to eight datagrams at once, and after a time-out only the one that is missing.
//
// usage: node sender.mjs HOST PORT FILE TIMEOUT_MS

import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';

const headerBytes = 5;
const chunkBytes = 500;
const numbers = 16;
const window = 1;
const maxAttempts = 5;

const [host, port, path, timeoutMs] = process.argv.slice(2);
const content = readFileSync(path);
const chunks = Math.ceil(content.length / chunkBytes);
const socket = createSocket('udp4');

/** The timers of the pieces that were sent and aren't acknowledged. */
const timers = new Map();
let base = 0; // the first piece that isn't acknowledged
let following = 0; // the first piece that was never sent
let retransmissions = 0;

function packetOf(type, piece, chunk = Buffer.alloc(0)) {
  const header = Buffer.alloc(headerBytes);
  header.write(type, 'ascii');
  header.writeUInt8(piece % numbers, 4);
  return Buffer.concat([header, chunk]);
}

function sendChunk(piece, attempt) {
  const chunk = content.subarray(piece * chunkBytes, (piece + 1) * chunkBytes);
  socket.send(packetOf('DATA', piece, chunk));
  timers.set(piece, setTimeout(repeat, Number(timeoutMs), piece, attempt));
}

function repeat(piece, attempt) {
  if (attempt === maxAttempts) return end(1, `gave up on datagram ${piece}`);
  retransmissions += 1;
  sendChunk(piece, attempt + 1);
}

function fillWindow() {
  while (following < Math.min(base + window, chunks)) {
    sendChunk(following, 1);
    following += 1;
  }
}

function acknowledge(number) {
  const ahead = (((number - base) % numbers) + numbers) % numbers;
  const piece = base + ahead;
  if (piece >= following) return;
  clearTimeout(timers.get(piece));
  timers.delete(piece);
  while (base < following && !timers.has(base)) base += 1;
  if (base < chunks) return fillWindow();
  socket.send(packetOf('DONE', chunks), () =>
    end(0, `sent ${chunks} datagrams, ${retransmissions} retransmissions`),
  );
}

function end(status, line) {
  for (const timer of timers.values()) clearTimeout(timer);
  process.stdout.write(`${line}\n`);
  process.exitCode = status;
  socket.close();
}

socket.on('message', (packet) => {
  const isAck = packet.length === headerBytes && packet.toString('ascii', 0, 4) === 'ACK ';
  if (isAck) acknowledge(packet.readUInt8(4));
});
socket.connect(Number(port), host, fillWindow);
